import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../common/errors';
import type { Fields } from '../common/fields';
import { Endpoint } from '../common/http/endpoint';
import { Caller, type Principal } from '../common/http/principal';
import { IdPipe } from '../common/http/validation';
import { AuthErrors } from './auth.errors';
import { SavedFilterDto, SavedFilterListDto, SavedFilterQuery, SaveFilterDto } from './dto/saved-filter.dto';
import { SavedFilterService } from './saved-filter.service';

@ApiTags('Accounts')
@Controller('api/v2/saved-filters')
export class SavedFilterController {
  constructor(private readonly filters: SavedFilterService) {}

  @Get()
  @Endpoint({ summary: 'List your saved filters', response: SavedFilterListDto })
  async list(@Caller() caller: Principal, @Query() query: SavedFilterQuery): Promise<Fields<SavedFilterListDto>> {
    const rows = await this.filters.list(caller.userId, query.list ?? null);
    return { saved_filters: rows.map((row) => SavedFilterDto.of(row)) };
  }

  @Post()
  @Endpoint({
    summary: 'Save a filter',
    description: 'A list has 50 at most, each under a name of its own.',
    status: 201,
    response: SavedFilterDto,
    errors: [AuthErrors.savedFilterTaken, AuthErrors.tooManySavedFilters],
  })
  async save(@Caller() caller: Principal, @Body() body: SaveFilterDto): Promise<Fields<SavedFilterDto>> {
    const { list, name, filter } = body;
    return SavedFilterDto.of(await this.filters.save(caller.userId, { list, name, filter }));
  }

  @Delete(':id')
  @Endpoint({ summary: 'Remove a saved filter', status: 204, input: false, errors: [CommonErrors.notFound] })
  async remove(@Caller() caller: Principal, @Param('id', IdPipe) id: string): Promise<void> {
    await this.filters.remove(caller.userId, id);
  }
}
