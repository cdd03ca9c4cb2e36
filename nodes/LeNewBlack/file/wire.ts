import { z } from 'zod';

/** What is answered to an upload; nothing of it is documented, and nothing needed. */
export const uploadAnswerSchema = z.unknown();
