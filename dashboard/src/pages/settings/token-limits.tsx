import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import type { ApiToken } from '../../api/credentials';
import { KEYS } from '../../api/keys';
import { queryClient } from '../../app/query-client';
import { LimitForm, type Limits } from './limit-fields';

/** Opens how often a token of the caller may ask. */
export function TokenLimits({ token }: { readonly token: ApiToken }): ReactNode {
  const [opened, dialog] = useDisclosure();
  const save = useMutation({
    mutationFn: (limits: Limits) =>
      unwrap(api.PUT('/api/v2/auth/tokens/{id}/limits', { params: { path: { id: token.id } }, body: limits })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [KEYS.credentials] });
      await queryClient.invalidateQueries({ queryKey: [KEYS.usage] });
      dialog.close();
    },
  });
  return (
    <>
      <Button size="xs" variant="default" aria-label={`Limits of ${token.name}`} onClick={dialog.open}>
        Limits
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={`How often ${token.name} may ask`}>
        <LimitForm
          now={token.request_limits}
          usual={token.effective_limits}
          empty="At most what your account may. Empty: half of that, or what an admin set for the token."
          save={save}
          onCancel={dialog.close}
        />
      </Modal>
    </>
  );
}
