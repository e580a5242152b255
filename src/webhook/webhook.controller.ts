import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Fields } from '../common/fields';
import { CommonErrors } from '../common/errors';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { DeliveryDetailDto, DeliveryDto, DeliveryListDto, DeliveryListQuery } from './dto/delivery.dto';
import { WebhookErrors } from './webhook.errors';
import { DeliveryService } from './webhook.service';

@ApiTags('Webhooks')
@Controller('api/v2/webhooks/deliveries')
export class WebhookController {
  constructor(private readonly deliveries: DeliveryService) {}

  @Get()
  @Endpoint({ summary: 'List deliveries', response: DeliveryListDto, errors: [CommonErrors.invalidCursor] })
  async list(@Caller() caller: Principal, @Query() query: DeliveryListQuery): Promise<Fields<DeliveryListDto>> {
    const page = await this.deliveries.list(caller.userId, DeliveryListQuery.filterOf(query), query);
    return { deliveries: page.items.map((row) => DeliveryDto.of(row)), next_cursor: page.nextCursor };
  }

  @Get(':id')
  @Endpoint({
    summary: 'Show a delivery and its payload',
    description: 'The payload is shown up to 64 KB, pretty-printed, with secrets redacted. Bodies are kept for 7 days.',
    response: DeliveryDetailDto,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async get(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<DeliveryDetailDto>> {
    const { delivery, payload } = await this.deliveries.detail(caller.userId, id);
    return DeliveryDetailDto.ofDetail(delivery, payload);
  }

  @Post(':id/replay')
  @Endpoint({
    summary: 'Process a delivery again',
    description: 'Idempotent: what the delivery said is known already where it had its effect.',
    status: 202,
    response: DeliveryDto,
    input: false,
    errors: [CommonErrors.notFound, WebhookErrors.bodyDropped],
  })
  async replay(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<DeliveryDto>> {
    return DeliveryDto.of(await this.deliveries.replay(caller.userId, id));
  }
}
