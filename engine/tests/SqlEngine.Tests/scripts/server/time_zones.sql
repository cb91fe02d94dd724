-- The zones that AT TIME ZONE takes.
SELECT name FROM sys.time_zone_info WHERE name IN (N'UTC', N'W. Europe Standard Time', N'Nowhere Standard Time') ORDER BY name;
SELECT current_utc_offset, is_currently_dst FROM sys.time_zone_info WHERE name = N'UTC';
GO
