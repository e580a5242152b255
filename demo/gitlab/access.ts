/** GitLab's access levels: guest, reporter, developer, maintainer, owner. */
export type AccessLevel = 10 | 20 | 30 | 40 | 50;

export const GUEST = 10;
export const REPORTER = 20;
export const DEVELOPER = 30;
export const MAINTAINER = 40;
export const OWNER = 50;
