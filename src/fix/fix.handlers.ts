import { Injectable } from '@nestjs/common';
import { incidentDiagnosed, type IncidentDiagnosed } from '../incident/incident.facts';
import { HandleTask, OnFact } from '../queue/task.decorators';
import { FixService } from './fix.service';
import { lookAgain, type LookAgain } from './fix.tasks';

/** What this feature does when told. */
@Injectable()
export class FixHandlers {
  constructor(private readonly fixes: FixService) {}

  @OnFact(incidentDiagnosed, 'fix')
  async diagnosed({ incident_id, run_id }: IncidentDiagnosed): Promise<void> {
    await this.fixes.propose({ incidentId: incident_id, runId: run_id, requestedBy: null });
  }

  @HandleTask(lookAgain)
  async again({ incident_id, run_id }: LookAgain): Promise<void> {
    await this.fixes.propose({ incidentId: incident_id, runId: run_id, requestedBy: null });
  }
}
