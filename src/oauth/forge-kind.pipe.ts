import { Injectable, type PipeTransform } from '@nestjs/common';
import { AppError, CommonErrors } from '../common/errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeKind } from '../forge/forge.types';

/** For `:forge` parameters: a forge this installation has no driver for is answered as a path that does not exist. */
@Injectable()
export class ForgeKindPipe implements PipeTransform<string, ForgeKind> {
  constructor(private readonly registry: ForgeRegistry) {}

  transform(value: string): ForgeKind {
    const kind = this.registry.kinds().find((known) => known === value);
    if (kind === undefined) throw new AppError(CommonErrors.notFound);
    return kind;
  }
}
