import { Button, Checkbox, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap, type Schemas } from '../../api/client';
import { aiQuery } from '../../api/credentials';
import { fixAttemptsQuery, incidentPullsQuery, type FixPreview, type IncidentDetail } from '../../api/incidents';
import { KEYS } from '../../api/keys';
import { queryClient } from '../../app/query-client';
import { Section } from '../../ui/page';
import { Empty, Failure } from '../../ui/states';
import { TaskProgress } from '../../ui/task-progress';
import { Proposal } from './proposal';

/** What is proposed for the incident: looked at first, then opened as a pull request. */
export function FixSection({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { id } = incident;
  const attempts = useQuery(fixAttemptsQuery(id));
  const pulls = useQuery(incidentPullsQuery(id));
  const ai = useQuery(aiQuery);
  const [useAi, setUseAi] = useState(true);
  const [draft, setDraft] = useState(false);
  const [taskId, setTaskId] = useState<string | null>(null);

  const wish: Schemas['FixWishDto'] = ai.data?.configured === true ? { use_ai: useAi } : {};
  const preview = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v2/incidents/{id}/preview-fix', { params: { path: { id } }, body: wish })),
  });
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/incidents/{id}/create-pr', {
          params: { path: { id } },
          body: { ...wish, ...(draft ? { draft } : {}) },
        }),
      ),
    onSuccess: async (made) => {
      setTaskId('task_id' in made ? made.task_id : null);
      await renew();
    },
  });
  const closed = incident.status === 'resolved' || incident.merged_into !== null;
  const open = pulls.data?.pull_requests.find((pull) => pull.state === 'open');
  const shown: FixPreview | undefined = preview.data ?? attempts.data?.attempts[0];
  return (
    <Section
      title="The fix"
      aside={
        closed ? null : (
          <Group gap="xs">
            {ai.data?.configured === true ? (
              <Checkbox
                size="xs"
                label="may ask the model"
                checked={useAi}
                onChange={(event) => {
                  setUseAi(event.currentTarget.checked);
                }}
              />
            ) : null}
            <Button
              size="xs"
              variant="default"
              loading={preview.isPending}
              onClick={() => {
                preview.mutate();
              }}
            >
              Preview the fix
            </Button>
          </Group>
        )
      }
    >
      <div className="stack">
        {preview.isError ? <Failure error={preview.error} /> : null}
        {shown === undefined ? (
          <Empty title="Nothing was proposed yet">
            {closed
              ? 'The incident was over before.'
              : 'Preview shows what DevFlowFix would change, and changes nothing.'}
          </Empty>
        ) : (
          <Proposal proposal={shown} />
        )}
        {create.isError ? <Failure error={create.error} /> : null}
        {taskId === null ? null : (
          <TaskProgress id={taskId} what="Opening the pull request" onEnd={() => void renew()} />
        )}
        {closed || open !== undefined || shown?.outcome !== 'proposed' ? null : (
          <Group>
            <Button
              loading={create.isPending}
              onClick={() => {
                create.mutate();
              }}
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
        )}
      </div>
    </Section>
  );
}

async function renew(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [KEYS.incidents] }),
    queryClient.invalidateQueries({ queryKey: [KEYS.pulls] }),
  ]);
}
