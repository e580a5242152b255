import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import './ui/styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(<App />);
