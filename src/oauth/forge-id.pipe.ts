import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError, CommonErrors } from '../common/errors';
import { ForgeRegistry } from '../forge/forge.registry';
import { FIRST_INSTANCE, INSTANCE_NAME, type ForgeId } from '../forge/forge.types';

/** A forge as an address names it: `:forge` and, where it is not the first of its kind, `?instance=`. */
export interface NamedForge {
  readonly forge: unknown;
  readonly instance: unknown;
}

/** Reads which forge an address names; to be used with `ForgeIdPipe`. */
const NamedForgeOf = createParamDecorator((_: unknown, context: ExecutionContext): NamedForge => {
  const { params, query } = context.switchToHttp().getRequest<FastifyRequest>();
  const { forge } = params as { readonly forge: unknown };
  return { forge, instance: (query as { readonly instance?: unknown }).instance };
});

/** A forge this installation has no driver for is answered as a path that does not exist. An instance taken out of the settings still names what was connected. */
@Injectable()
export class ForgeIdPipe implements PipeTransform<NamedForge, ForgeId> {
  constructor(private readonly registry: ForgeRegistry) {}

  transform({ forge, instance = FIRST_INSTANCE }: NamedForge): ForgeId {
    const kind = this.registry.kinds().find((known) => known === forge);
    if (kind === undefined || typeof instance !== 'string' || !INSTANCE_NAME.test(instance)) {
      throw new AppError(CommonErrors.notFound);
    }
    return { kind, instance };
  }
}

/** Injects the forge an address names. */
export const ForgeAt = (): ParameterDecorator => NamedForgeOf(ForgeIdPipe);
