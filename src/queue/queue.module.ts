import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { QueueCheckup } from './queue.checkup';
import { QueueMetrics } from './queue.metrics';
import { TaskController } from './task.controller';
import { TaskExecution } from './task.execution';
import { TaskQueue } from './task.queue';
import { TaskRegistry } from './task.registry';
import { TaskRetention } from './task.retention';
import { TaskRunner } from './task.runner';
import { TaskService } from './task.service';
import { TaskStore } from './task.store';

/** Owns background work: the way in (TaskQueue), the handlers (TaskRegistry), the loop (TaskRunner), the `tasks` table. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [TaskController],
  providers: [
    QueueCheckup,
    QueueMetrics,
    TaskExecution,
    TaskQueue,
    TaskRegistry,
    TaskRetention,
    TaskRunner,
    TaskService,
    TaskStore,
  ],
  exports: [TaskQueue, TaskRegistry, TaskRunner],
})
export class QueueModule implements OnModuleInit {
  constructor(private readonly registry: TaskRegistry) {}

  onModuleInit(): void {
    this.registry.collect();
  }
}
