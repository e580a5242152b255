import { RESOLUTION_WORDS, VERDICT_SENTENCES, wordsOf } from '../../dashboard/src/ui/words';
import { FAILURE_CLASSES, VERDICTS } from '../../src/diagnosis/diagnosis.types';
import { INCIDENT_STATUSES, RESOLUTIONS } from '../../src/incident/domain/state';
import { VERDICT_SENTENCES as TIMELINE_SENTENCES } from '../../src/incident/domain/words';

test('a verdict reads the same on the page and in the incident’s timeline', () => {
  expect(VERDICT_SENTENCES).toEqual(TIMELINE_SENTENCES);
});

test('every way an incident ends has words', () => {
  expect(Object.keys(RESOLUTION_WORDS).sort()).toEqual([...RESOLUTIONS].sort());
});

test('no value of an incident is shown as the API writes it', () => {
  const shown = [...VERDICTS, ...FAILURE_CLASSES, ...INCIDENT_STATUSES].map(wordsOf);

  expect(shown.filter((words) => !/^[a-z ]+$/.test(words))).toEqual([]);
});
