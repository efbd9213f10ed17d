using GvNap.EndToEnd.Tests.Harness;

namespace GvNap.EndToEnd.Tests.Containers;

/// <summary>The <c>docker</c> command.</summary>
internal static class Docker
{
    private const string Command = "docker";

    /// <summary>Skips the test where no engine runs, or an image is not built.</summary>
    public static async Task RequireAsync(params IEnumerable<string> images)
    {
        Assert.SkipWhen(Executables.Find(Command) is null, "There is no Docker here: nothing is tested in containers.");
        var engine = await RunAsync("version", "--format", "{{.Server.Version}}");
        Assert.SkipWhen(engine.Status != 0, $"No Docker Engine answers: nothing is tested in containers. {engine.Errors.Trim()}");
        foreach (var image in images)
        {
            var found = await RunAsync("image", "inspect", image);
            Assert.SkipWhen(found.Status != 0, $"The image {image} is not built: nothing is tested in containers. eng/images.sh builds it.");
        }
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it printed, without the last line's end.</returns>
    public static async Task<string> DoAsync(params IEnumerable<string> arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.Status == 0, $"docker {string.Join(' ', arguments)} failed: {result.Output}{result.Errors}");
        return result.Output.TrimEnd();
    }

    /// <summary>Runs a command.</summary>
    public static async Task<ProgramResult> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = ChildProcess.Start(Command, arguments, Path.GetTempPath());
        process.CloseInput();
        var status = await process.WaitForExitAsync();
        return new ProgramResult(status, process.Output, process.Errors);
    }

    /// <summary>Attaches a pseudo-terminal to a container's, and waits for the prompt.</summary>
    public static async Task<ChildProcess> AttachAsync(string container, string prompt)
    {
        Assert.SkipWhen(Executables.Find("script") is null, "There is no script(1), which makes pseudo-terminals.");
        var terminal = ChildProcess.Start("script", ["-qec", $"stty cols 200; exec {Command} attach {container}", "/dev/null"], Path.GetTempPath());
        await terminal.TypeRawAsync("\r");
        await terminal.WaitForOutputAsync(prompt);
        return terminal;
    }
}
