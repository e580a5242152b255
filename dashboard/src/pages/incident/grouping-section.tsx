import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import type { IncidentDetail } from '../../api/incidents';
import { KEYS } from '../../api/keys';
import { queryClient } from '../../app/query-client';
import { Section } from '../../ui/page';
import { Failure } from '../../ui/states';
import { Time } from '../../ui/time';
import { MergeDialog } from './merge-dialog';

type Occurrence = IncidentDetail['occurrences'][number];

/** Why these failures are one incident, and the tools to say otherwise. */
export function GroupingSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { id } = incident;
  const [merging, merge] = useDisclosure();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const renew = (): Promise<void> => queryClient.invalidateQueries({ queryKey: [KEYS.incidents] });
  const split = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/incidents/{id}/split', {
          params: { path: { id } },
          body: { occurrence_ids: [...chosen] },
        }),
      ),
    onSuccess: async () => {
      setChosen([]);
      await renew();
    },
  });
  const undo = useMutation({
    mutationFn: (change_id: string) =>
      unwrap(api.POST('/api/v2/incidents/{id}/undo', { params: { path: { id } }, body: { change_id } })),
    onSuccess: renew,
  });
  const done = split.data ?? undo.data;
  return (
    <Section
      title={`Seen ${incident.occurrence_count} ${incident.occurrence_count === 1 ? 'time' : 'times'}`}
      aside={
        <Group gap="xs">
          {incident.occurrences.length > 1 ? (
            <Button
              size="xs"
              variant="default"
              disabled={chosen.length === 0}
              loading={split.isPending}
              onClick={() => {
                split.mutate();
              }}
            >
              Split off {chosen.length > 0 ? chosen.length : ''}
            </Button>
          ) : null}
          <Button size="xs" variant="default" onClick={merge.open}>
            Merge…
          </Button>
        </Group>
      }
    >
      <div className="stack">
        {split.isError ? <Failure error={split.error} /> : null}
        {undo.isError ? <Failure error={undo.error} /> : null}
        {done === undefined ? null : (
          <p className="small" role="status">
            {done.future}{' '}
            {done.incident_id === id ? null : (
              <Link to="/incidents/$id" params={{ id: done.incident_id }}>
                Open it
              </Link>
            )}
          </p>
        )}
        <p className="dim small">{incident.analysis.fingerprint_explanation}</p>
        <ul className="list">
          {incident.occurrences.map((occurrence) => (
            <OccurrenceRow
              key={occurrence.id}
              occurrence={occurrence}
              selectable={incident.occurrences.length > 1}
              chosen={chosen.includes(occurrence.id)}
              onChoose={(on) => {
                setChosen(on ? [...chosen, occurrence.id] : chosen.filter((each) => each !== occurrence.id));
              }}
            />
          ))}
        </ul>
        {incident.grouping_changes.length === 0 ? null : (
          <ul className="list" aria-label="Changes of the grouping">
            {incident.grouping_changes.map((change) => (
              <li key={change.id} className="list-row small">
                <span>
                  {change.kind} of {change.occurrence_ids.length} <Time at={change.at} />
                  {change.undone_at === null ? '' : ', undone'}
                </span>
                {change.undone_at === null ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={undo.isPending}
                    onClick={() => {
                      undo.mutate(change.id);
                    }}
                  >
                    Undo
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Modal opened={merging} onClose={merge.close} title="Merge other incidents into this one" size="lg">
        <MergeDialog incident={incident} onDone={merge.close} />
      </Modal>
    </Section>
  );
}

function OccurrenceRow({
  occurrence,
  selectable,
  chosen,
  onChoose,
}: {
  readonly occurrence: Occurrence;
  readonly selectable: boolean;
  readonly chosen: boolean;
  readonly onChoose: (on: boolean) => void;
}): ReactNode {
  const run = `#${occurrence.run_number}${occurrence.run_attempt > 1 ? `, attempt ${occurrence.run_attempt}` : ''}`;
  return (
    <li className="list-row">
      <div className="row" style={{ flexWrap: 'nowrap', alignItems: 'start' }}>
        {selectable ? (
          <Checkbox
            size="xs"
            mt={3}
            aria-label={`Choose run ${run}`}
            checked={chosen}
            onChange={(event) => {
              onChoose(event.currentTarget.checked);
            }}
          />
        ) : null}
        <div>
          <div className="row">
            <Link to="/runs/$id" params={{ id: occurrence.workflow_run_id }}>
              Run {run}
            </Link>
            {occurrence.branch === null ? null : <code className="anywhere">{occurrence.branch}</code>}
            <code>{occurrence.commit_sha.slice(0, 7)}</code>
          </div>
          {occurrence.grouped_by === 'fingerprint' ? null : (
            <div className="dim small">{occurrence.grouped_because}</div>
          )}
        </div>
      </div>
      <Time at={occurrence.occurred_at} />
    </li>
  );
}
