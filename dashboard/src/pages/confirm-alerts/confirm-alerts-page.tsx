import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { Failure } from '../../ui/states';
import { Gate } from '../sign-in/gate';

/**
 * Where the letter to a new e-mail address leads: its owner says yes by a button, since programs that look into letters follow
 * links, too. The token stands behind `#`.
 */
export function ConfirmAlertsPage(): ReactNode {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    document.title = 'Alerts to this address · DevFlowFix';
  }, []);
  const confirm = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v2/alerts/confirmations', { body: { token } })),
  });
  if (confirm.data !== undefined) {
    return (
      <Gate title="Alerts will come">
        <p role="status" className="anywhere">
          Alerts may now go to <strong>{confirm.data.target}</strong>. You can close this page.
        </p>
      </Gate>
    );
  }
  return (
    <Gate title="Alerts to your address?">
      {token === '' ? (
        <p>This link is not whole. Open it from the letter, or copy all of it.</p>
      ) : (
        <>
          <p>
            Somebody with an account here wants alerts about failing CI to go to your e-mail address. Confirm it only if
            you want them; if you close this page, nothing is sent.
          </p>
          {confirm.isError ? <Failure error={confirm.error} /> : null}
          <Button
            loading={confirm.isPending}
            onClick={() => {
              confirm.mutate();
            }}
          >
            Send me alerts
          </Button>
        </>
      )}
    </Gate>
  );
}
