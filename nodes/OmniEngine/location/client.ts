import { recordsIn, type Listing, type OmniengineClient, type Row, type Written } from '../client';
import { createdLocation, location, type OeLocation } from './wire';

/*
 * Locations (assumed): GET and POST /oe/v2/locations.
 */

const LOCATIONS: Listing<OeLocation> = { call: 'locationsList', schema: location, label: 'name' };

export const locationRows = async (omniengine: OmniengineClient): Promise<Array<Row<OeLocation>>> =>
	await omniengine.rows(LOCATIONS);

export const allLocations = async (omniengine: OmniengineClient): Promise<OeLocation[]> =>
	recordsIn(await locationRows(omniengine));

export interface LocationDraft {
	readonly name: string;
	readonly location_code: string;
	readonly city: string;
	readonly country: string;
	readonly online: boolean;
}

export const createLocation = async (
	omniengine: OmniengineClient,
	body: LocationDraft,
	maySend: () => boolean,
): Promise<Written<{ data: OeLocation }>> => {
	const key = `location ${body.location_code || body.name}`;
	return await omniengine.write('locationsCreate', { body, repeatable: false, maySend, key }, createdLocation);
};
