using System.CommandLine;

namespace GvNap.Peer.Cli;

/// <summary>Options as given: from the command line or else from the environment (<c>--leave-with-server</c> is <c>GVNAP_LEAVE_WITH_SERVER</c>).</summary>
internal sealed class Settings(ParseResult parsed, Func<string, string?> environment)
{
    /// <summary>The value of an option; null if it was given nowhere.</summary>
    public Setting? Find(Option<string?> option)
    {
        if (parsed.GetResult(option) is { Implicit: false })
        {
            return new Setting(option.Name, parsed.GetValue(option) ?? "");
        }

        return FromEnvironment(option);
    }

    /// <summary>All values of a repeatable option; in the environment they are separated by commas.</summary>
    public IReadOnlyList<Setting> FindAll(Option<string[]> option)
    {
        if (parsed.GetResult(option) is { Implicit: false })
        {
            return [.. parsed.GetValue(option)!.Select(value => new Setting(option.Name, value))];
        }

        return FromEnvironment(option) is { } variable
            ? [.. variable.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(value => variable with { Value = value })]
            : [];
    }

    /// <summary>Whether a flag is set.</summary>
    /// <exception cref="UsageException">The variable says neither yes nor no.</exception>
    public bool IsSet(Option<bool> option)
    {
        if (parsed.GetResult(option) is { Implicit: false })
        {
            return parsed.GetValue(option);
        }

        var variable = FromEnvironment(option);
        return variable?.Value.ToLowerInvariant() switch
        {
            null or "0" or "false" or "no" or "off" => false,
            "1" or "true" or "yes" or "on" => true,
            _ => throw variable!.Wrong("is neither true nor false"),
        };
    }

    private Setting? FromEnvironment(Option option)
    {
        var name = "GVNAP_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
        return environment(name) is { Length: > 0 } value ? new Setting(name, value) : null;
    }
}
