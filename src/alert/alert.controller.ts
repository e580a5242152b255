import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { AlertConfirmations } from './alert.confirmations';
import { AlertErrors } from './alert.errors';
import { AlertService } from './alert.service';
import {
  AlertChannelDto,
  AlertChannelListDto,
  AlertDeliveryDto,
  AlertDeliveryListDto,
  AlertRuleDto,
  AlertRuleListDto,
  ConfirmedAddressDto,
  NewAlertChannelDto,
} from './dto/alert.dto';
import {
  AlertChannelChangeDto,
  AlertDeliveryQuery,
  AlertRuleChangeDto,
  ConfirmAddressDto,
  CreateAlertChannelDto,
  CreateAlertRuleDto,
} from './dto/alert.input';

@ApiTags('Alerts')
@Controller('api/v2/alerts')
export class AlertController {
  constructor(
    private readonly alerts: AlertService,
    private readonly confirmations: AlertConfirmations,
  ) {}

  @Get('channels')
  @Endpoint({ summary: 'List where your alerts go', response: AlertChannelListDto, input: false })
  async channels(@Caller() caller: Principal): Promise<Fields<AlertChannelListDto>> {
    const channels = (await this.alerts.channels(caller.userId)).map((row) => AlertChannelDto.of(row));
    return { channels, kinds: [...this.alerts.channelKinds()] };
  }

  @Post('channels')
  @Endpoint({
    summary: 'Add a place alerts go to',
    description:
      '`webhook`: JSON signed as Standard Webhooks describes; the secret is shown in this answer only. `slack`: a text for an incoming webhook of Slack or what speaks like it. An address in a private network is refused unless the operator allows it. `email`: `mailto:a@example.com`, where the operator has set a mail server; a letter asks the address first, and until its owner follows the link no alert goes there.',
    status: 201,
    response: NewAlertChannelDto,
    errors: [AlertErrors.tooMany, AlertErrors.mailOff, AlertErrors.tooManyConfirmations],
  })
  async addChannel(
    @Caller() caller: Principal,
    @Body() body: CreateAlertChannelDto,
  ): Promise<Fields<NewAlertChannelDto>> {
    const { channel, secret } = await this.alerts.addChannel(caller.userId, body);
    return { ...AlertChannelDto.of(channel), secret };
  }

  @Patch('channels/:id')
  @Endpoint({
    summary: 'Change or switch off a place alerts go to',
    description: 'Another e-mail address is asked anew.',
    response: AlertChannelDto,
    errors: [CommonErrors.notFound, AlertErrors.mailOff, AlertErrors.tooManyConfirmations],
  })
  async changeChannel(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: AlertChannelChangeDto,
  ): Promise<Fields<AlertChannelDto>> {
    return AlertChannelDto.of(await this.alerts.changeChannel(caller.userId, id, body));
  }

  @Delete('channels/:id')
  @Endpoint({
    summary: 'Remove a place alerts go to',
    description: 'Rules that name it go on with their others; its deliveries are forgotten.',
    status: 204,
    input: false,
    errors: [CommonErrors.notFound],
  })
  async removeChannel(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<void> {
    await this.alerts.removeChannel(caller.userId, id);
  }

  @Post('channels/:id/test')
  @Endpoint({
    summary: 'Send a test message',
    description: 'In the background; the list of deliveries tells what became of it.',
    status: 202,
    response: AlertDeliveryDto,
    input: false,
    errors: [CommonErrors.notFound, AlertErrors.notConfirmed, AlertErrors.tooManyTests],
  })
  async test(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<AlertDeliveryDto>> {
    return AlertDeliveryDto.of(await this.alerts.test(caller.userId, id));
  }

  @Post('channels/:id/confirmation')
  @Endpoint({
    summary: 'Ask an e-mail address once more whether it wants alerts',
    description: 'The link holds for 72 hours. At most 3 letters a day to an address, and 10 for an account.',
    status: 202,
    response: AlertDeliveryDto,
    input: false,
    errors: [CommonErrors.notFound, AlertErrors.confirmedAlready, AlertErrors.tooManyConfirmations],
  })
  async askAgain(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<Fields<AlertDeliveryDto>> {
    return AlertDeliveryDto.of(await this.confirmations.askAgain(caller.userId, id));
  }

  @Post('confirmations')
  @Endpoint({
    summary: 'Say that alerts may go to an e-mail address',
    description: 'For its owner, who needs no account: the token of the link in the letter is the proof.',
    response: ConfirmedAddressDto,
    public: true,
    errors: [AlertErrors.confirmationVoid],
  })
  async confirm(@Body() { token }: ConfirmAddressDto): Promise<Fields<ConfirmedAddressDto>> {
    const { target, confirmedAt } = await this.confirmations.confirm(token);
    return { target, confirmed_at: confirmedAt.toISOString() };
  }

  @Get('rules')
  @Endpoint({ summary: 'List what is watched', response: AlertRuleListDto, input: false })
  async rules(@Caller() caller: Principal): Promise<Fields<AlertRuleListDto>> {
    const rules = (await this.alerts.rules(caller.userId)).map(({ rule, firing }) => AlertRuleDto.of(rule, firing));
    return { rules, kinds: [...this.alerts.ruleKinds()] };
  }

  @Post('rules')
  @Endpoint({
    summary: 'Watch something',
    description:
      'Judged every minute. A change is told once, and so is its end; what lasts is told again after `remind_minutes`. What begins in quiet hours is told when they are over, if it lasts.',
    status: 201,
    response: AlertRuleDto,
    errors: [AlertErrors.tooMany, AlertErrors.noSuchChannel, AlertErrors.noSuchRepository, AlertErrors.noPrices],
  })
  async addRule(@Caller() caller: Principal, @Body() body: CreateAlertRuleDto): Promise<Fields<AlertRuleDto>> {
    return AlertRuleDto.of(await this.alerts.addRule(caller.userId, body.fields()));
  }

  @Patch('rules/:id')
  @Endpoint({
    summary: 'Change or switch off a rule',
    description: 'Fields left out stay. How things stand is judged anew.',
    response: AlertRuleDto,
    errors: [CommonErrors.notFound, AlertErrors.noSuchChannel, AlertErrors.noSuchRepository, AlertErrors.noPrices],
  })
  async changeRule(
    @Caller() caller: Principal,
    @Param('id', IdPipe) id: string,
    @Body() body: AlertRuleChangeDto,
  ): Promise<Fields<AlertRuleDto>> {
    return AlertRuleDto.of(await this.alerts.changeRule(caller.userId, id, body));
  }

  @Delete('rules/:id')
  @Endpoint({ summary: 'Stop watching', status: 204, input: false, errors: [CommonErrors.notFound] })
  async removeRule(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<void> {
    await this.alerts.removeRule(caller.userId, id);
  }

  @Get('deliveries')
  @Endpoint({
    summary: 'List what was sent, and what became of it',
    description: 'Newest first, of the last 30 days.',
    response: AlertDeliveryListDto,
    errors: [CommonErrors.invalidCursor],
  })
  async deliveries(
    @Caller() caller: Principal,
    @Query() query: AlertDeliveryQuery,
  ): Promise<Fields<AlertDeliveryListDto>> {
    const page = await this.alerts.deliveries(caller.userId, query.channel_id ?? null, query);
    return { deliveries: page.items.map((row) => AlertDeliveryDto.of(row)), next_cursor: page.nextCursor };
  }
}
