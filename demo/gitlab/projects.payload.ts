import type { Json } from './json';
import { fullPath } from './projects';
import type { Project } from './projects';
import { basicUser } from './users';
import type { World } from './world';

/** A project as `GET /projects/:id` shows it to a member. */
export function projectBody(world: World, project: Project, username: string): Json {
  const path = fullPath(project);
  const namespace = world.projects.namespace(project.namespace);
  const owner = world.users.find(project.namespace);
  const own = world.projects.projectLevel(project, username);
  const inherited = world.projects.groupLevel(project, username);
  const level = Math.max(own, inherited);
  const readme =
    project.defaultBranch === null ? null : `${world.url}/${path}/-/blob/${project.defaultBranch}/README.md`;
  return {
    id: project.id,
    description: project.description,
    name: project.name,
    name_with_namespace: `${namespace.name} / ${project.name}`,
    path: project.path,
    path_with_namespace: path,
    created_at: project.createdAt.toISOString(),
    default_branch: project.defaultBranch,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@127.0.0.1:${path}.git`,
    http_url_to_repo: `${world.url}/${path}.git`,
    web_url: `${world.url}/${path}`,
    readme_url: readme,
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: project.lastActivityAt.toISOString(),
    visibility: project.visibility,
    namespace: {
      id: namespace.id,
      name: namespace.name,
      path: namespace.path,
      kind: namespace.kind,
      full_path: namespace.fullPath,
      parent_id: null,
      avatar_url: null,
      web_url: `${world.url}/${namespace.kind === 'group' ? 'groups/' : ''}${namespace.fullPath}`,
    },
    container_registry_image_prefix: `127.0.0.1/${path}`,
    _links: links(world.url, project.id),
    empty_repo: project.defaultBranch === null,
    archived: project.archived,
    ...(owner ? { owner: basicUser(owner, world.url) } : {}),
    resolve_outdated_diff_discussions: false,
    issues_enabled: true,
    merge_requests_enabled: true,
    wiki_enabled: true,
    jobs_enabled: true,
    snippets_enabled: true,
    container_registry_enabled: false,
    can_create_merge_request_in: level >= 30,
    issues_access_level: 'enabled',
    repository_access_level: 'enabled',
    merge_requests_access_level: 'enabled',
    builds_access_level: 'enabled',
    shared_runners_enabled: true,
    lfs_enabled: true,
    creator_id: world.users.require(project.creator).id,
    import_status: 'none',
    open_issues_count: 0,
    ci_default_git_depth: 20,
    ci_config_path: '',
    public_jobs: true,
    shared_with_groups: [],
    only_allow_merge_if_pipeline_succeeds: project.onlyWhenPipelineSucceeds,
    allow_merge_on_skipped_pipeline: false,
    request_access_enabled: true,
    only_allow_merge_if_all_discussions_are_resolved: false,
    remove_source_branch_after_merge: true,
    printing_merge_request_link_enabled: true,
    merge_method: 'merge',
    squash_option: 'default_off',
    merge_requests_template: null,
    autoclose_referenced_issues: true,
    permissions: {
      project_access: own === 0 ? null : { access_level: own, notification_level: 3 },
      group_access: inherited === 0 ? null : { access_level: inherited, notification_level: 3 },
    },
  };
}

function links(origin: string, id: number): Json {
  const self = `${origin}/api/v4/projects/${id}`;
  const names = ['issues', 'merge_requests', 'labels', 'events', 'members'];
  const parts = names.map((name) => [name, `${self}/${name}`] as const);
  return { self, ...Object.fromEntries(parts), repo_branches: `${self}/repository/branches` };
}

const VISIBILITY_LEVELS = { private: 0, internal: 10, public: 20 } as const;

/** A project as every webhook shows it. */
export function hookProject(world: World, project: Project): Json {
  return { id: project.id, ...hookSide(world, project) };
}

function hookSide(world: World, project: Project): Json {
  const path = fullPath(project);
  const web = `${world.url}/${path}`;
  return {
    name: project.name,
    description: project.description ?? '',
    web_url: web,
    avatar_url: null,
    git_ssh_url: `git@127.0.0.1:${path}.git`,
    git_http_url: `${web}.git`,
    namespace: world.projects.namespace(project.namespace).name,
    visibility_level: VISIBILITY_LEVELS[project.visibility],
    path_with_namespace: path,
    default_branch: project.defaultBranch ?? '',
    ci_config_path: '',
  };
}

/** Source or target of a merge request: a project without its id, with every address. */
export function hookSideLinks(world: World, project: Project): Json {
  const path = fullPath(project);
  const ssh = `git@127.0.0.1:${path}.git`;
  return {
    ...hookSide(world, project),
    homepage: `${world.url}/${path}`,
    url: ssh,
    ssh_url: ssh,
    http_url: `${world.url}/${path}.git`,
  };
}

/** The project as push and merge request hooks show it, with every address. */
export function hookProjectLinks(world: World, project: Project): Json {
  return { id: project.id, ...hookSideLinks(world, project) };
}

/** The older `repository` object beside `project`. */
export function hookRepository(world: World, project: Project): Json {
  const path = fullPath(project);
  return {
    name: project.name,
    url: `git@127.0.0.1:${path}.git`,
    description: project.description ?? '',
    homepage: `${world.url}/${path}`,
  };
}

/** The same with the addresses push and job hooks add. */
export function hookRepositoryLinks(world: World, project: Project): Json {
  const path = fullPath(project);
  return {
    ...hookRepository(world, project),
    git_http_url: `${world.url}/${path}.git`,
    git_ssh_url: `git@127.0.0.1:${path}.git`,
    visibility_level: VISIBILITY_LEVELS[project.visibility],
  };
}
