import { ParseUUIDPipe, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { AppError, CommonErrors, type FieldError } from '../errors';
import { unstorableIn } from '../storable';

/**
 * Fields an object may have. class-transformer compares their names with each other: the 90,000 that a body has room for kept a
 * process from answering for 13 s, and nothing that we take has a hundred.
 */
const MAX_FIELDS = 1_000;

/** The JSON pointer of the first object with more fields than one may have; null when there is none. */
function crowdedIn(value: unknown, pointer: string): string | null {
  if (value === null || typeof value !== 'object') return null;
  const fields = Object.entries(value);
  if (!Array.isArray(value) && fields.length > MAX_FIELDS) return pointer;
  for (const [key, inner] of fields) {
    const found = crowdedIn(inner, `${pointer}/${key}`);
    if (found !== null) return found;
  }
  return null;
}

function refusal(pointer: string, message: string): AppError {
  return new AppError(CommonErrors.invalidInput, { errors: [{ pointer, message }] });
}

function flatten(errors: readonly ValidationError[], prefix: string): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${prefix}/${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ pointer, message }));
    return [...own, ...flatten(error.children ?? [], pointer)];
  });
}

/** Carries what class-validator found from the base pipe to `transform`, which knows where the value came from. */
class InvalidInput extends Error {
  constructor(readonly problems: readonly ValidationError[]) {
    super('invalid input');
  }
}

/** Checks bodies and queries against their DTO; unknown fields and wrong values give 422 with every problem at once. */
export class InputValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: false,
      validationError: { target: false, value: false },
      exceptionFactory: (errors: ValidationError[]) => new InvalidInput(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A route with a body DTO and no body gets the same answer as one with an empty object: the fields that are missing.
    const input = metadata.type === 'body' && value === undefined ? {} : value;
    const prefix = metadata.type === 'body' ? '' : metadata.type;
    const crowded = metadata.type === 'custom' ? null : crowdedIn(input, prefix);
    if (crowded !== null) throw refusal(crowded, `must not have more than ${MAX_FIELDS} fields`);
    const unstorable = metadata.type === 'custom' ? null : unstorableIn(input, prefix);
    if (unstorable !== null) {
      // No path that PostgreSQL cannot hold names anything.
      if (metadata.type === 'param') throw new AppError(CommonErrors.notFound);
      throw refusal(unstorable, 'must not hold the character U+0000 or half of a surrogate pair');
    }
    try {
      return (await super.transform(input, metadata)) as unknown;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      throw new AppError(CommonErrors.invalidInput, { errors: flatten(error.problems, prefix) });
    }
  }
}

/** For `:id` parameters: anything that is no UUID is answered as an id that does not exist. */
export class IdPipe extends ParseUUIDPipe {
  constructor() {
    super({ exceptionFactory: () => new AppError(CommonErrors.notFound) });
  }
}
