-- stage: table types: the shape in which a collector hands over its rows.
CREATE SCHEMA stage AUTHORIZATION dbo;
