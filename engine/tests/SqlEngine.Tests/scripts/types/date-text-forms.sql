SELECT CAST('20160229' AS date) AS iso, CAST('2016-02-29T13:14:15.123' AS datetime) AS iso_t, CAST('02/29/2016' AS date) AS american, CAST('Feb 29 2016' AS date) AS named, CAST('29 February 2016' AS date) AS day_first;
SELECT CAST('2016-02-29 1:05 PM' AS datetime2(0)) AS afternoon, CAST('13:14' AS time(0)) AS hours, CAST('12:30AM' AS time(0)) AS midnight, CAST('' AS datetime) AS empty;
SELECT CONVERT(date, '29/02/2016', 103) AS british, CONVERT(date, '29.02.16', 4) AS german, CONVERT(datetime, '2016-02-29T00:00:00Z', 127) AS zulu;
SELECT CAST('2016-02-29 10:00:00 +02:00' AS datetimeoffset(0)) AS with_offset, CAST('2016-02-29 10:00:00 +02:00' AS datetime2(0)) AS local_part;
