import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { alertChannelsQuery, alertRulesQuery, type AlertRule } from '../../api/alerts';
import { api, succeed, unwrap } from '../../api/client';
import { connectionsQuery } from '../../api/repositories';
import { Section } from '../../ui/page';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Loaded } from '../../ui/states';
import { AlertRow } from './alert-frame';
import { AlertRuleForm } from './alert-rule-form';
import { firesWhen, lengthOf, RULE_NAMES } from './alert-words';

/** What is watched: added, changed, muted and deleted here. */
export function AlertRules(): ReactNode {
  const list = useQuery(alertRulesQuery);
  const [open, setOpen] = useState<AlertRule | 'new' | null>(null);
  const close = (): void => {
    setOpen(null);
  };
  const add = (
    <Button
      size="xs"
      variant="default"
      disabled={!list.isSuccess}
      onClick={() => {
        setOpen('new');
      }}
    >
      Add rule
    </Button>
  );
  return (
    <Section title="Alert rules" aside={open === null ? add : null}>
      <Loaded query={list}>
        {({ rules, kinds }) => (
          <div className="stack">
            {open === null ? null : (
              <AlertRuleForm
                key={open === 'new' ? 'new' : open.id}
                kinds={kinds}
                rule={open === 'new' ? null : open}
                close={close}
              />
            )}
            {rules.length === 0 && open === null ? (
              <Empty icon="incident" title="Nothing is watched yet">
                A rule tells you when too many runs fail, a branch stays red, or a webhook stops working.
              </Empty>
            ) : null}
            {rules.length === 0 ? null : (
              <ul className="list" aria-label="Alert rules">
                {rules.map((rule) => (
                  <Rule
                    key={rule.id}
                    rule={rule}
                    edit={() => {
                      setOpen(rule);
                    }}
                    removed={() => {
                      setOpen((shown) => (shown !== 'new' && shown?.id === rule.id ? null : shown));
                    }}
                  />
                ))}
              </ul>
            )}
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function Rule({
  rule,
  edit,
  removed,
}: {
  readonly rule: AlertRule;
  readonly edit: () => void;
  readonly removed: () => void;
}): ReactNode {
  const path = { id: rule.id };
  return (
    <AlertRow
      name={rule.name}
      isOn={rule.is_enabled}
      state={<Standing rule={rule} />}
      warning={`Delete the rule “${rule.name}”?`}
      actions={{
        edit,
        mute: () =>
          unwrap(api.PATCH('/api/v2/alerts/rules/{id}', { params: { path }, body: { is_enabled: !rule.is_enabled } })),
        remove: () => succeed(api.DELETE('/api/v2/alerts/rules/{id}', { params: { path } })).then(removed),
      }}
    >
      <div className="dim small">
        {rule.name === RULE_NAMES[rule.kind] ? '' : `${RULE_NAMES[rule.kind]}: `}
        {firesWhen(rule)} · <Where id={rule.repository_connection_id} /> · <Told rule={rule} />
      </div>
    </AlertRow>
  );
}

function Standing({ rule }: { readonly rule: AlertRule }): ReactNode {
  if (!rule.is_enabled) return <StateBadge value="muted" />;
  if (rule.firing === 0) return <StateBadge value="watching" tone="green" />;
  return <StateBadge value="firing" tone="red" label={rule.firing === 1 ? 'firing' : `firing for ${rule.firing}`} />;
}

function Where({ id }: { readonly id: string | null }): ReactNode {
  const repositories = useQuery(connectionsQuery({ include_disabled: true }));
  if (id === null) return 'all repositories';
  return repositories.data?.connections.find((each) => each.id === id)?.repository_full_name ?? 'one repository';
}

/** Whom it tells, and how often; a rule that tells nobody says so. */
function Told({ rule }: { readonly rule: AlertRule }): ReactNode {
  const channels = useQuery({ ...alertChannelsQuery, select: (list) => list.channels });
  if (rule.channel_ids.length === 0) return <span data-tone="amber">tells nobody: choose a channel</span>;
  const names = channels.data?.filter(({ id }) => rule.channel_ids.includes(id)).map(({ name }) => name);
  return (
    <>
      tells {names === undefined ? '…' : names.join(', ')}
      {rule.remind_minutes === null ? '' : `, again every ${lengthOf(rule.remind_minutes)}`}
      {rule.quiet_hours === null
        ? ''
        : `, not from ${rule.quiet_hours.from} to ${rule.quiet_hours.to} (${rule.quiet_hours.time_zone})`}
    </>
  );
}
