/**
 * Names of the fields in GitLab's documented examples (doc/user/project/integrations/webhook_events.md), by event and
 * place in the body. A body may hold more: the examples are older than the program.
 */
export const DOCUMENTED_KEYS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'Push Hook': {
    '': words(
      'object_kind event_name before after ref ref_protected checkout_sha user_id user_name user_username user_email ' +
        'user_avatar project_id project repository commits total_commits_count',
    ),
    project: words(
      'id name description web_url avatar_url git_ssh_url git_http_url namespace visibility_level path_with_namespace ' +
        'default_branch homepage url ssh_url http_url',
    ),
    repository: words('name url description homepage git_http_url git_ssh_url visibility_level'),
    'commits.0': words('id message title timestamp url author added modified removed'),
  },
  'Pipeline Hook': {
    '': words('object_kind object_attributes merge_request user project commit builds'),
    object_attributes: words(
      'id iid name ref tag sha before_sha source status stages created_at finished_at duration variables url',
    ),
    user: words('id name username avatar_url email'),
    project: words(
      'id name description web_url avatar_url git_ssh_url git_http_url namespace visibility_level path_with_namespace ' +
        'default_branch',
    ),
    commit: words('id message timestamp url author'),
    'builds.0': words(
      'id stage name status created_at started_at finished_at duration queued_duration failure_reason when manual ' +
        'allow_failure user runner artifacts_file environment',
    ),
    'builds.0.runner': words('id description active runner_type is_shared tags'),
  },
  'Job Hook': {
    '': words(
      'object_kind ref tag before_sha sha build_id build_name build_stage build_status build_created_at ' +
        'build_created_at_iso build_started_at build_started_at_iso build_finished_at build_finished_at_iso ' +
        'build_duration build_queued_duration build_allow_failure build_failure_reason retries_count pipeline_id ' +
        'project_id project_name user commit repository project runner environment',
    ),
    commit: words(
      'id name sha message author_name author_email status duration started_at started_at_iso finished_at finished_at_iso',
    ),
    repository: words('name description homepage git_ssh_url git_http_url visibility_level'),
  },
  'Merge Request Hook': {
    '': words('object_kind event_type user project repository object_attributes labels changes assignees reviewers'),
    object_attributes: words(
      'id iid target_branch source_branch source_project_id author_id assignee_ids assignee_id reviewer_ids title ' +
        'created_at updated_at last_edited_at last_edited_by_id milestone_id state_id state ' +
        'blocking_discussions_resolved work_in_progress draft first_contribution merge_status target_project_id ' +
        'description prepared_at total_time_spent time_change human_total_time_spent human_time_change ' +
        'human_time_estimate url source target last_commit labels action detailed_merge_status',
    ),
    'object_attributes.source': words(
      'name description web_url avatar_url git_ssh_url git_http_url namespace visibility_level path_with_namespace ' +
        'default_branch homepage url ssh_url http_url',
    ),
    'object_attributes.last_commit': words('id message title timestamp url author'),
    'labels.0': words('id title color project_id created_at updated_at template description type group_id'),
    'reviewers.0': words('id name username avatar_url'),
  },
};

function words(text: string): readonly string[] {
  return text.split(' ');
}
