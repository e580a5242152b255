import 'reflect-metadata';
import { exitWith } from './exit';
import { start } from './start';

/** The task role alone: `devflowfix worker`. */
start(['tasks']).catch(exitWith);
