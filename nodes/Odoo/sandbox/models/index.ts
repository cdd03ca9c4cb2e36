/*
 * Every model, known once this is imported.
 */
import './account';
import './automation';
import './base';
import './product';
import './sale';
import './stock';
