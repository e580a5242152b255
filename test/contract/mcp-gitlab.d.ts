/** The package has no types of its own; these are the schemas of GitLab's answers that the specs use. */
declare module '@zereight/mcp-gitlab/build/schemas.js' {
  import type { ZodType } from 'zod';

  export const GitLabPipelineSchema: ZodType;
  export const GitLabPipelineJobSchema: ZodType;
  export const GitLabPipelineTriggerJobSchema: ZodType;
  export const GitLabProjectSchema: ZodType;
  export const GitLabUserSchema: ZodType;
  export const GitLabBranchSchema: ZodType;
  export const GitLabCommitSchema: ZodType;
  export const GitLabCompareResultSchema: ZodType;
  export const GitLabDiffSchema: ZodType;
  export const GitLabFileContentSchema: ZodType;
  export const GitLabMergeRequestSchema: ZodType;
  export const GitLabMergeRequestPipelineSchema: ZodType;
  export const GitLabDiscussionNoteSchema: ZodType;
  export const GitLabTreeItemSchema: ZodType;
  export const GitLabCommitStatusSchema: ZodType;
}
