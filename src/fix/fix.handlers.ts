import { Injectable } from '@nestjs/common';
import { incidentDiagnosed, type IncidentDiagnosed } from '../incident/incident.facts';
import { OnFact } from '../queue/task.decorators';
import { FixService } from './fix.service';

/** What this feature does when told. */
@Injectable()
export class FixHandlers {
  constructor(private readonly fixes: FixService) {}

  @OnFact(incidentDiagnosed, 'fix')
  async diagnosed({ incident_id, run_id }: IncidentDiagnosed): Promise<void> {
    await this.fixes.propose({ incidentId: incident_id, runId: run_id, requestedBy: null });
  }
}
