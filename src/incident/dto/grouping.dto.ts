import { ApiProperty } from '@nestjs/swagger';
import { ArrayMinSize, IsArray, IsOptional, IsUUID } from 'class-validator';
import type { Fields } from '../../common/fields';
import { UniqueItems } from '../../common/http/unique-items';
import { GROUPING_KINDS, type GroupingKind } from '../domain/grouping';
import type { GroupingChange } from '../grouping.store';

const ID = { format: 'uuid', example: '0198c0de-0000-7000-8000-000000000004' } as const;
const TIME = { format: 'date-time', example: '2026-11-22T10:03:20.000Z' } as const;

/** One of the two. */
export class MergeDto {
  @ApiProperty({ ...ID, required: false, description: 'The incident that receives this one.' })
  @IsOptional()
  @IsUUID()
  into?: string;

  @ApiProperty({ type: [String], format: 'uuid', required: false, description: 'Incidents that this one receives.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @UniqueItems(50)
  @IsUUID(undefined, { each: true })
  incident_ids?: string[];
}

export class SplitDto {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    example: ['0198c0de-0000-7000-8000-000000000005'],
    description: 'The occurrences that become an incident of their own.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @UniqueItems(1000)
  @IsUUID(undefined, { each: true })
  occurrence_ids: string[];
}

export class RegroupDto {
  @ApiProperty({ ...ID, description: 'The repository whose history is grouped anew.' })
  @IsUUID()
  repository_connection_id: string;
}

export class UndoDto {
  @ApiProperty({ ...ID, required: false, description: 'Left out: the newest change of this incident not undone yet.' })
  @IsOptional()
  @IsUUID()
  change_id?: string;
}

/** A merge, a split or a regrouping. */
export class GroupingChangeDto {
  @ApiProperty(ID)
  id: string;

  @ApiProperty({ enum: GROUPING_KINDS, example: 'merge' })
  kind: GroupingKind;

  @ApiProperty({ ...ID, description: 'Of a merge the incident that received, of a split the one that gave.' })
  incident_id: string;

  @ApiProperty({ type: [String], format: 'uuid', description: 'The other incidents that took part.' })
  other_incident_ids: string[];

  @ApiProperty({ type: [String], format: 'uuid', description: 'Occurrences that changed their incident.' })
  occurrence_ids: string[];

  @ApiProperty({
    type: [String],
    description: 'Fingerprints whose future failures go another way since: to where the occurrences went.',
  })
  rerouted_fingerprints: string[];

  @ApiProperty({ type: String, nullable: true, format: 'uuid', example: null, description: 'null: a new rule did it.' })
  actor_id: string | null;

  @ApiProperty(TIME)
  at: string;

  @ApiProperty({ ...TIME, type: String, nullable: true, example: null })
  undone_at: string | null;

  static of(change: GroupingChange): Fields<GroupingChangeDto> {
    return {
      id: change.id,
      kind: change.kind,
      incident_id: change.incident_id,
      other_incident_ids: change.other_ids,
      occurrence_ids: change.detail.moves.map(({ occurrence_id }) => occurrence_id),
      rerouted_fingerprints: change.detail.reroutings.map(({ fingerprint }) => fingerprint),
      actor_id: change.actor_id,
      at: change.at.toISOString(),
      undone_at: change.undone_at?.toISOString() ?? null,
    };
  }
}

/** A change of the grouping and what it means for failures to come. */
export class GroupingResultDto {
  @ApiProperty({ type: GroupingChangeDto })
  change: Fields<GroupingChangeDto>;

  @ApiProperty({ ...ID, description: 'Where the occurrences are now.' })
  incident_id: string;

  @ApiProperty({ example: 'Future failures with the moved fingerprints go to this incident too.' })
  future: string;
}
