import { Button, Checkbox } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, unwrap } from '../../api/client';
import { incidentPagesQuery, type IncidentDetail } from '../../api/incidents';
import { KEYS } from '../../api/keys';
import { queryClient } from '../../app/query-client';
import { More } from '../../ui/more';
import { StateBadge } from '../../ui/state-badge';
import { Empty, Failure, ListState } from '../../ui/states';

/** Other incidents of the repository, to be merged into this one. */
export function MergeDialog({
  incident,
  onDone,
}: {
  readonly incident: IncidentDetail;
  readonly onDone: () => void;
}): ReactNode {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const list = useInfiniteQuery(
    incidentPagesQuery({ limit: 50, repository_connection_id: incident.repository_connection_id ?? undefined }),
  );
  const candidates =
    list.data?.pages.flatMap(({ incidents }) => incidents).filter(({ id }) => id !== incident.id) ?? [];
  const merge = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v2/incidents/{id}/merge', {
          params: { path: { id: incident.id } },
          body: { incident_ids: [...chosen] },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [KEYS.incidents] });
      onDone();
    },
  });
  return (
    <div className="stack">
      <p className="dim">
        Their failures move here, and later ones like them follow. Nothing is lost: it can be undone on this page.
      </p>
      {merge.isError ? <Failure error={merge.error} /> : null}
      <ListState list={list} />
      {list.isSuccess && candidates.length === 0 && !list.hasNextPage ? (
        <Empty title="The repository has no other incident" />
      ) : null}
      <ul className="list" aria-label="Incidents to merge">
        {candidates.map((each) => (
          <li key={each.id} className="list-row">
            <Checkbox
              label={each.title}
              checked={chosen.includes(each.id)}
              onChange={(event) => {
                setChosen(event.currentTarget.checked ? [...chosen, each.id] : chosen.filter((id) => id !== each.id));
              }}
            />
            <StateBadge value={each.status} />
          </li>
        ))}
      </ul>
      <More list={list} />
      <Button
        disabled={chosen.length === 0}
        loading={merge.isPending}
        onClick={() => {
          merge.mutate();
        }}
      >
        Merge {chosen.length > 0 ? chosen.length : ''} into this one
      </Button>
    </div>
  );
}
