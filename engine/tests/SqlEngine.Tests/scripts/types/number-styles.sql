SELECT CAST(CAST(1234567.891 AS float) AS varchar(30)) AS six_digits, CAST(CAST(0.00001 AS float) AS varchar(30)) AS tiny, CAST(CAST(123456 AS float) AS varchar(30)) AS whole, CONVERT(varchar(30), CAST(0.1 AS float), 3) AS lossless;
SELECT CONVERT(varchar(30), CAST(1234567.891 AS float), 1) AS eight, CONVERT(varchar(30), CAST(1234567.891 AS float), 2) AS sixteen;
SELECT CONVERT(varchar(30), CAST(1234567.8912 AS money)) AS cents, CONVERT(varchar(30), CAST(1234567.8912 AS money), 1) AS commas, CONVERT(varchar(30), CAST(1234567.8912 AS money), 2) AS all_digits;
SELECT CAST(CAST(0 AS decimal(5, 2)) AS varchar(10)) AS zero, CAST(-0.5 AS varchar(10)) AS negative, CAST(CAST(1 AS bit) AS varchar(1)) AS flag;
