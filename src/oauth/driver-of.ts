import { AppError } from '../common/errors';
import type { ForgeDriver } from '../forge/forge';
import type { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeId } from '../forge/forge.types';
import { OAuthErrors } from './oauth.errors';

/** The driver of a forge that something stored names. Throws `oauth.unknown_instance` when the settings lost it since. */
export function driverOf(registry: ForgeRegistry, forge: ForgeId): ForgeDriver {
  const driver = registry.find(forge);
  if (driver !== null) return driver;
  throw new AppError(OAuthErrors.unknownInstance, { details: { provider: forge.kind, instance: forge.instance } });
}
