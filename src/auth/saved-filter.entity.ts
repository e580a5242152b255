import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { UserEntity } from './user.entity';

/** Lists whose filters can be kept. */
export const FILTERED_LISTS = ['incidents', 'runs'] as const;
export type FilteredList = (typeof FILTERED_LISTS)[number];

/** What a person looks for again and again in a list, under a name. */
@Entity('saved_filters')
@Unique('uq_saved_filters_name', ['user_id', 'list', 'name'])
export class SavedFilterEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_saved_filters' })
  id: string;

  @ForeignKey(() => UserEntity, { name: 'fk_saved_filters_user', onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  user_id: string;

  @Column({ type: 'text' })
  list: FilteredList;

  @Column({ type: 'text' })
  name: string;

  /** The page's own words: `{ "status": "open" }`. */
  @Column({ type: 'jsonb' })
  filter: Readonly<Record<string, string>>;

  @Column({ type: 'timestamptz' })
  created_at: Date;
}
