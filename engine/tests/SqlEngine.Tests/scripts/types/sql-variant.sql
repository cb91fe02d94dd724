DECLARE @v sql_variant = CAST(5.25 AS decimal(5, 2));
SELECT @v AS v, SQL_VARIANT_PROPERTY(@v, 'BaseType') AS base_type, SQL_VARIANT_PROPERTY(@v, 'Scale') AS scale, CAST(@v AS varchar(10)) AS text;
SELECT CASE WHEN CAST(1 AS sql_variant) = CAST(1.0 AS sql_variant) THEN 1 ELSE 0 END AS equal_numbers;
GO
DECLARE @v sql_variant = 5;
DECLARE @i int = @v;
