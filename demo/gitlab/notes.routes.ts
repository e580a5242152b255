import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { GUEST, MAINTAINER } from './access';
import type { Note } from './merge-requests';
import { noteBody } from './merge-requests.payload';
import { REQUESTS, requestOf } from './merge-requests.routes';
import { forbidden, notFound } from './problem';
import { idParam, inputOf, paginate, queryOf, send } from './requests';
import type { World } from './world';

const NOTES = `${REQUESTS}/:iid/notes`;
const bodySchema = z.object({ body: z.string().min(1) });

/** Comments on merge requests. */
export function noteRoutes(app: FastifyInstance, world: World): void {
  app.get(NOTES, (request, reply) => {
    const { mr } = requestOf(world, request);
    const query = queryOf(request);
    const time = query.get('order_by') === 'updated_at' ? 'updatedAt' : 'createdAt';
    const sign = query.get('sort') === 'asc' ? 1 : -1;
    const sorted = [...mr.notes].sort((a, b) => sign * (a[time].getTime() - b[time].getTime() || a.id - b.id));
    return send(
      reply,
      200,
      paginate(request, reply, world.url, sorted).map((note) => noteBody(world, mr, note)),
    );
  });
  app.get(`${NOTES}/:note_id`, (request, reply) => {
    const { mr } = requestOf(world, request);
    return send(reply, 200, noteBody(world, mr, noteOf(mr.notes, request)));
  });
  app.post(NOTES, (request, reply) => {
    const { mr, user } = requestOf(world, request, GUEST);
    const { body } = inputOf(request, bodySchema);
    const note = world.mergeRequests.addNote(mr, { author: user, createdAt: world.now(), isSystem: false, body });
    return send(reply, 201, noteBody(world, mr, note));
  });
  app.put(`${NOTES}/:note_id`, (request, reply) => {
    const { mr, user, level } = requestOf(world, request, GUEST);
    const note = noteOf(mr.notes, request);
    if (note.author !== user && level < MAINTAINER) throw forbidden();
    note.body = inputOf(request, bodySchema).body;
    note.updatedAt = world.now();
    return send(reply, 200, noteBody(world, mr, note));
  });
  app.delete(`${NOTES}/:note_id`, (request, reply) => {
    const { mr, user, level } = requestOf(world, request, GUEST);
    const note = noteOf(mr.notes, request);
    if (note.author !== user && level < MAINTAINER) throw forbidden();
    mr.notes.splice(mr.notes.indexOf(note), 1);
    return reply.code(204).send();
  });
}

function noteOf(notes: readonly Note[], request: FastifyRequest): Note {
  const note = notes.find(({ id }) => id === idParam(request, 'note_id'));
  if (!note) throw notFound();
  return note;
}
