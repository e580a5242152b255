import { Button, Checkbox, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { aiQuery } from '../../api/credentials';
import {
  fixAttemptsQuery,
  incidentPullsQuery,
  taskQuery,
  type FixPreview,
  type IncidentDetail,
} from '../../api/incidents';
import { KEYS } from '../../api/keys';
import { connectionQuery } from '../../api/repositories';
import { queryClient } from '../../app/query-client';
import { onFirstClick } from '../../ui/first-click';
import { Section } from '../../ui/page';
import { Empty, Failure, Loaded, useFailure } from '../../ui/states';
import { isOver, TaskProgress } from '../../ui/task-progress';
import { Proposal } from './proposal';

/** A planned change is at the forge within seconds; a limit of calls or a forge that is away make it longer. */
const COMES_WITHIN_MS = 60_000;

/** A pull request that was asked for. */
interface Order {
  readonly taskId: string;
  /** Of the incident, when it was asked for. */
  readonly pulls: number;
}

/** What is proposed for the incident: looked at first, then opened as a pull request. */
export function FixSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { id } = incident;
  const attempts = useQuery(fixAttemptsQuery(id));
  const pulls = useQuery(incidentPullsQuery(id));
  const model = useModelWish(incident);
  const [draft, setDraft] = useState(false);
  const [order, setOrder] = useState<Order | null>(null);
  const asked = useQuery({ ...taskQuery(order?.taskId ?? ''), enabled: order !== null });
  const task = asked.data;
  const isUnknown = useFailure(asked) !== null;
  // When the preview was begun that what was recorded since takes the place of; null: of none.
  const [outdated, setOutdated] = useState<number | null>(null);

  const preview = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/incidents/{id}/preview-fix', {
          params: { path: { id } },
          // Without a word a preview asks none, whatever the repository wants.
          body: model.isWanted ? { use_ai: true } : {},
        }),
      ),
  });
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/incidents/{id}/create-pr', {
          params: { path: { id } },
          body: { ...(model.chosen === null ? {} : { use_ai: model.chosen }), ...(draft ? { draft } : {}) },
        }),
      ),
    onSuccess: async (made) => {
      setOrder('task_id' in made ? { taskId: made.task_id, pulls: pulls.data?.pull_requests.length ?? 0 } : null);
      await renew();
    },
  });
  const closed = incident.status === 'resolved' || incident.merged_into !== null;
  const open = pulls.data?.pull_requests.find((pull) => pull.state === 'open');
  const declined = task?.result?.outcome === 'declined' ? task.result.reason : null;
  // Proposed is not opened yet: that comes a moment later, or not at all when the incident or the repository ended meanwhile.
  const isPlanned = task?.result?.outcome === 'proposed' && pulls.data?.pull_requests.length === order?.pulls;
  const isLate = useIsLate(isPlanned ? order?.taskId : undefined) || closed;
  const isComing = isPlanned && !isLate;
  const isOrdered = order !== null && !isUnknown && (!isOver(task) || isComing);
  const previewed = preview.submittedAt === outdated ? undefined : preview.data;
  return (
    <Section
      title="The fix"
      aside={
        closed ? null : (
          <Group gap="xs">
            {model.isThere ? (
              <Checkbox
                size="xs"
                label="may ask the model"
                checked={model.isWanted}
                onChange={(event) => {
                  model.choose(event.currentTarget.checked);
                }}
              />
            ) : null}
            <Button
              size="xs"
              variant="default"
              loading={preview.isPending}
              onClick={onFirstClick(() => {
                preview.mutate();
              })}
            >
              Preview the fix
            </Button>
          </Group>
        )
      }
    >
      <div className="stack">
        {preview.isError && preview.submittedAt !== outdated ? <Failure error={preview.error} /> : null}
        <Loaded query={attempts} rows={2}>
          {({ attempts: [newest] }) => {
            const shown: FixPreview | undefined = previewed ?? newest;
            if (shown === undefined)
              return (
                <Empty title="Nothing was proposed yet">
                  {closed
                    ? 'The incident was over before.'
                    : 'Preview shows what DevFlowFix would change, and changes nothing.'}
                </Empty>
              );
            return (
              <>
                <Proposal proposal={shown} />
                {closed || open !== undefined || shown.outcome !== 'proposed' ? null : (
                  <>
                    {shown.kind === 'ai' ? (
                      <p className="dim small">
                        The model is asked anew for the pull request: its change may differ from what is shown.
                      </p>
                    ) : null}
                    <Group>
                      <Button
                        loading={create.isPending}
                        disabled={isOrdered}
                        onClick={onFirstClick(() => {
                          create.mutate();
                        })}
                      >
                        Create pull request
                      </Button>
                      <Checkbox
                        label="as a draft"
                        checked={draft}
                        onChange={(event) => {
                          setDraft(event.currentTarget.checked);
                        }}
                      />
                    </Group>
                  </>
                )}
              </>
            );
          }}
        </Loaded>
        {create.isError ? <Failure error={create.error} /> : null}
        {order === null ? null : (
          <TaskProgress
            key={order.taskId}
            id={order.taskId}
            what="Opening the pull request"
            onEnd={() => {
              // What was recorded tells now, no longer what was looked at before; a preview on its way is newer than that.
              const before = preview.isPending ? null : preview.submittedAt;
              void renew().then(() => {
                setOutdated(before);
              });
            }}
          />
        )}
        {isComing ? (
          <p className="dim" role="status">
            The change is planned; its pull request is opened next.
          </p>
        ) : null}
        {isPlanned && isLate ? (
          <p data-tone="amber" role="status">
            {closed
              ? 'The change was planned, but no pull request was opened: the incident is over.'
              : 'The change was planned, but no pull request has come of it so far: somebody was faster, or the forge is away. It can be asked for again.'}
          </p>
        ) : null}
        {typeof declined === 'string' ? (
          <p data-tone="amber" role="status">
            No pull request: {declined}
          </p>
        ) : null}
      </div>
    </Section>
  );
}

/** Whether a planned change, named by its task, has waited for its pull request longer than one takes. */
function useIsLate(taskId: string | undefined): boolean {
  const [late, setLate] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (taskId === undefined) return undefined;
    const timer = setTimeout(() => {
      setLate(taskId);
    }, COMES_WITHIN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [taskId]);
  return taskId !== undefined && late === taskId;
}

/** Whether the model may be asked: as the repository's settings have it, until the person says otherwise. */
function useModelWish({ repository_connection_id: connectionId }: IncidentDetail) {
  const ai = useQuery(aiQuery);
  const connection = useQuery({ ...connectionQuery(connectionId ?? ''), enabled: connectionId !== null });
  const [chosen, choose] = useState<boolean | null>(null);
  const isThere = ai.data?.configured === true;
  return { isThere, chosen, choose, isWanted: isThere && (chosen ?? connection.data?.fix_policy.use_ai ?? false) };
}

async function renew(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [KEYS.incidents] }),
    queryClient.invalidateQueries({ queryKey: [KEYS.pulls] }),
  ]);
}
