// Reads a Parquet file with hyparquet and prints {"columns":[{"name","type"}],"rows":[[...]]} as JSON. Times are printed
// in ISO 8601, integers of 64 bits as strings.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const columns = metadata.schema.slice(1).map((s) => ({
  name: s.name,
  physical: s.type,
  type: s.logical_type?.type ?? s.converted_type ?? s.type,
  unit: s.logical_type?.unit ?? null,
  utc: s.logical_type?.isAdjustedToUTC ?? null,
}))
const objects = await parquetReadObjects({ file, metadata })
const text = (value) => (value === null || value === undefined ? null : typeof value === 'bigint' ? value.toString() : value)
const rows = objects.map((o) => columns.map((c) => text(o[c.name])))
process.stdout.write(JSON.stringify({ columns, rows, groups: metadata.row_groups.length }))
