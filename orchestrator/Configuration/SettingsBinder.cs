// Binds the section AxMonitor to Settings, and reports every key that is no setting and every value that is
// not right, all at once. What is right is read from the property: its type, its attributes, its default.
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Binds and checks settings.</summary>
internal sealed class SettingsBinder
{
    private readonly Dictionary<string, string?> _good = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems;

    private SettingsBinder(List<string> problems) => _problems = problems;

    /// <summary>The settings of a section; a wrong value is reported and left at its default.</summary>
    public static Settings Bind(IConfigurationSection section, List<string> problems)
    {
        var binder = new SettingsBinder(problems);
        binder.Check(section, "", new Settings());
        var good = new ConfigurationBuilder().AddInMemoryCollection(binder._good).Build();
        return good.Get<Settings>(o => o.ErrorOnUnknownConfiguration = true) ?? new Settings();
    }

    private void Check(IConfigurationSection section, string path, object defaults)
    {
        var properties = defaults.GetType().GetProperties().Where(p => p.CanWrite).ToList();
        foreach (var child in section.GetChildren())
        {
            var property = properties.Find(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            var key = path + child.Key;
            if (property is null)
            {
                var known = string.Join(", ", properties.Select(p => p.Name));
                _problems.Add($"{Full(key)} is not a setting; known {(path.Length == 0 ? "" : "there ")}are {known}.");
            }
            else if (property.PropertyType == typeof(Dictionary<string, string>))
            {
                foreach (var entry in child.GetChildren())
                {
                    _good.Add($"{key}:{entry.Key}", entry.Value);
                }
            }
            else if (property.PropertyType == typeof(Dictionary<string, ChannelSettings>))
            {
                foreach (var entry in child.GetChildren())
                {
                    Check(entry, $"{key}:{entry.Key}:", new ChannelSettings());
                }
            }
            else if (property.PropertyType.Namespace == typeof(Settings).Namespace && property.PropertyType.IsClass)
            {
                Check(child, key + ":", property.GetValue(defaults)!);
            }
            else if (child.Value is { Length: > 0 } value && IsRight(property, key, value, property.GetValue(defaults)))
            {
                _good.Add(key, value);
            }
        }
    }

    private bool IsRight(PropertyInfo property, string key, string value, object? byDefault)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var range = property.GetCustomAttribute<RangeAttribute>();
        try
        {
            var isName = !type.IsEnum || Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase);
            var converted = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            if (isName && (range is null || range.IsValid(converted)))
            {
                return true;
            }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            // Told below, as a value out of its range is.
        }

        var right =
            type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
            : type == typeof(bool) ? "true or false"
            : $"a whole number from {range?.Minimum} to {range?.Maximum}{(byDefault is null ? "" : ", such as " + byDefault)}";
        _problems.Add($"{Full(key)} is '{value}'; it must be {right}.");
        return false;
    }

    private static string Full(string key) => $"{SettingsSources.Section}:{key}";
}
