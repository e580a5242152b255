import { Module, type DynamicModule } from '@nestjs/common';
import {
  AlertConfig,
  AiConfig,
  AuthConfig,
  CryptoConfig,
  DatabaseConfig,
  DiagnosisConfig,
  FixConfig,
  ForgeConfig,
  HttpConfig,
  InstallationConfig,
  LogConfig,
  QueueConfig,
  RetentionConfig,
  TracingConfig,
  WebhookConfig,
  type Config,
} from './config';

/** Owns the settings. Each slice is injected by its own class; nothing else reads the environment. */
@Module({})
export class ConfigModule {
  static forRoot(config: Config): DynamicModule {
    const providers = [
      { provide: HttpConfig, useValue: config.http },
      { provide: DatabaseConfig, useValue: config.database },
      { provide: LogConfig, useValue: config.log },
      { provide: DiagnosisConfig, useValue: config.diagnosis },
      { provide: AuthConfig, useValue: config.auth },
      { provide: CryptoConfig, useValue: config.crypto },
      { provide: InstallationConfig, useValue: config.installation },
      { provide: WebhookConfig, useValue: config.webhook },
      { provide: ForgeConfig, useValue: config.forge },
      { provide: FixConfig, useValue: config.fix },
      { provide: AlertConfig, useValue: config.alert },
      { provide: QueueConfig, useValue: config.queue },
      { provide: AiConfig, useValue: config.ai },
      { provide: RetentionConfig, useValue: config.retention },
      { provide: TracingConfig, useValue: config.tracing },
    ];
    return { module: ConfigModule, global: true, providers, exports: providers };
  }
}
