import 'reflect-metadata';
import { exitWith } from './exit';
import { start } from './start';

/** The HTTP role alone: `devflowfix serve`. */
start(['http']).catch(exitWith);
