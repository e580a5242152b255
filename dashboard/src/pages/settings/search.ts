import { defined, oneOf } from '../../ui/search';
import { oauthSearch, type OAuthSearch } from '../welcome/search';

/** How a visit to a forge, or to the issuer of single sign-on (`link`), ended. */
export interface SettingsSearch extends OAuthSearch {
  readonly link?: 'success' | 'error';
}

export function settingsSearch(search: Record<string, unknown>): SettingsSearch {
  return { ...oauthSearch(search), ...defined({ link: oneOf(search.link, ['success', 'error']) }) };
}
