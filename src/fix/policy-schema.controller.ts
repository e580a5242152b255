import { Controller, Get, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../common/http/endpoint';
import { policyFileSchema } from './domain/policy-file';

/** What an editor needs to check a `.devflowfix.yml` while it is written. */
@ApiTags('Fixes')
@Controller()
export class PolicySchemaController {
  private readonly schema = JSON.stringify(policyFileSchema(), null, 2);

  @Get('devflowfix.schema.json')
  @ApiProduces('application/schema+json')
  @Endpoint({
    summary: 'The JSON schema of .devflowfix.yml',
    description: "For editors: `# yaml-language-server: $schema=<this server's address>/devflowfix.schema.json`.",
    input: false,
    public: true,
  })
  @ApiResponse({
    status: 200,
    content: { 'application/schema+json': { schema: { type: 'object' }, example: { type: 'object', properties: {} } } },
  })
  async read(@Res() reply: FastifyReply): Promise<void> {
    await reply.header('content-type', 'application/schema+json; charset=utf-8').send(this.schema);
  }
}
