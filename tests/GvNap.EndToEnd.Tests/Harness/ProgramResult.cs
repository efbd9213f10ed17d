using System.Text.Json;

namespace GvNap.EndToEnd.Tests.Harness;

/// <summary>What a program that has ended left behind.</summary>
internal sealed record ProgramResult(int Status, string Output, string Errors)
{
    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails unless the program ended with this status.</summary>
    public ProgramResult AssertStatus(int expected)
    {
        Assert.True(Status == expected, $"The status is {Status}, not {expected}.\n{Output}\n--- standard error:\n{Errors}");
        return this;
    }

    /// <summary>Standard output, read as one JSON value.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }
}
