-- rollup: the spine summed up by five minutes, hour and day, and what part of the time was watched.
CREATE SCHEMA rollup AUTHORIZATION dbo;
