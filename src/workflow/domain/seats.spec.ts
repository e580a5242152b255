import { Seats } from './seats';

test('as many may sit as there are seats, of one owner fewer, and a seat given back twice is one seat', () => {
  const seats = new Seats(3, 2);

  const first = seats.take('ann');
  const taken = [seats.take('ann'), seats.take('ann'), seats.take('bob'), seats.take('cy')].map(
    (each) => each !== null,
  );
  first?.();
  first?.();
  const again = [seats.take('cy'), seats.take('cy')].map((each) => each !== null);

  expect(taken).toEqual([true, false, true, false]);
  expect(again).toEqual([true, false]);
});
