import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Checkups, type Finding } from '../../common/checkup';
import { AppError } from '../../common/errors';
import { AuthConfig } from '../../config/config';
import { Issuer } from './issuer';

/** What the doctor asks of the issuer people sign in at. */
@Injectable()
export class OidcCheckup implements OnModuleInit {
  constructor(
    private readonly checkups: Checkups,
    private readonly issuer: Issuer,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    this.checkups.register('sign-in', 'nothing', () => this.look());
  }

  private async look(): Promise<Finding[]> {
    const { oidc } = this.config;
    if (oidc === null) return [{ state: 'note', says: 'People log in with a password; no issuer is set.', mend: null }];
    try {
      const { issuer, signsOut, pkce } = await this.issuer.discover();
      const findings: Finding[] = [{ state: 'ok', says: `People can sign in at ${issuer}.`, mend: null }];
      if (!pkce) {
        findings.push({
          state: 'note',
          says: 'It does not say that it knows PKCE, which is sent all the same.',
          mend: null,
        });
      }
      if (!signsOut) {
        findings.push({
          state: 'note',
          says: 'It has no sign-out: who logs out here stays signed in there.',
          mend: null,
        });
      }
      return findings;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
      return [
        {
          state: 'failing',
          says: `Nobody can sign in at ${oidc.issuer}: its description could not be read${cause}.`,
          mend: 'Is OIDC_ISSUER what the issuer calls itself, to the letter, and is it reachable from here? A certificate of your own goes into OIDC_CA_FILE.',
        },
      ];
    }
  }
}
