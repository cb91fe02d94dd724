// NUnit everywhere in this project.

global using NUnit.Framework;
