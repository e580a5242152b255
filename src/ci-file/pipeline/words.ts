const words = (text: string): readonly string[] => text.split(' ');

/** What may stand at a pipeline's margin besides jobs. */
export const ROOT_KEYS = words(
  'after_script before_script cache default image include services spec stages types variables workflow',
);
/** Keys of a job. */
export const JOB_KEYS = words(
  'after_script allow_failure artifacts before_script cache coverage dast_configuration dependencies environment except extends hooks id_tokens identity image inherit inputs interruptible manual_confirmation needs only pages parallel publish release resource_group retry rules run script secrets services stage start_in tags timeout trigger variables when',
);
/** Keys of `default`. */
export const DEFAULT_KEYS = words(
  'after_script artifacts before_script cache hooks id_tokens identity image interruptible retry services tags timeout',
);
/** Keys of one of a job's `rules`. */
export const RULE_KEYS = words(
  'allow_failure auto_cancel changes exists if interruptible needs start_in variables when',
);
/** Keys of `artifacts`. */
export const ARTIFACT_KEYS = words('access exclude expire_in expose_as name paths public reports untracked when');
/** Values of a job's `when`. */
export const WHEN = words('on_success on_failure always manual delayed never');
/** Stages of a pipeline that declares none. */
export const STAGES = words('.pre build test deploy .post');
