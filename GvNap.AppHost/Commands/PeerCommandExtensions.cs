namespace GvNap.AppHost.Commands;

/// <summary>The buttons of a peer.</summary>
internal static class PeerCommandExtensions
{
    /// <summary>Adds Crash, Pause, Resume and Share a new file.</summary>
    /// <param name="peer">The peer; its name is its user name.</param>
    /// <param name="shareFolder">The folder in the container that it shares.</param>
    /// <param name="owner">The user's number in the container.</param>
    /// <param name="index">Where it is seen what has come of it.</param>
    public static IResourceBuilder<ContainerResource> WithPeerCommands(
        this IResourceBuilder<ContainerResource> peer, string shareFolder, int owner, EndpointReference index)
    {
        var commands = new PeerCommands(peer.Resource.Name, index);
        return peer
            .Add("crash", "Crash", "Kills the process (kill -9)", "Flash", commands.CrashAsync)
            .Add("pause", "Pause", "Freezes the process: nobody answers any more", "Pause", commands.PauseAsync)
            .Add("resume", "Resume", "Lets a frozen process go on", "Play", commands.ResumeAsync)
            .Add("share", "Share a new file", "Puts a text file into the share folder", "DocumentAdd", context => ShareAsync(commands, context, shareFolder, owner),
                new InteractionInput { Name = "name", Label = "Name", InputType = InputType.Text, Required = true, Value = "a new file.txt" },
                new InteractionInput { Name = "text", Label = "Text", InputType = InputType.Text, Value = "Shared a moment ago." });
    }

    private static Task<string> ShareAsync(PeerCommands commands, ExecuteCommandContext context, string folder, int owner)
    {
        var file = new NewFile(context.Arguments["name"].Value ?? "", context.Arguments["text"].Value ?? "", owner);
        return file.HasGoodName ? commands.ShareAsync(context, folder, file) : throw new IOException("A name is needed under which a file can be shared, without folders.");
    }

    private static IResourceBuilder<ContainerResource> Add(
        this IResourceBuilder<ContainerResource> peer, string name, string title, string description, string icon, Func<ExecuteCommandContext, Task<string>> command, params InteractionInput[] arguments) =>
        peer.WithCommand(name, title, context => RunAsync(command, context), new CommandOptions
        {
            Description = description,
            IconName = icon,
            Arguments = arguments,
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
        });

    private static async Task<ExecuteCommandResult> RunAsync(Func<ExecuteCommandContext, Task<string>> command, ExecuteCommandContext context)
    {
        try
        {
            // The dashboard shows the message, the command line the result.
            var report = await command(context);
            return CommandResults.Success(report, report);
        }
        catch (IOException failure)
        {
            return CommandResults.Failure(failure.Message);
        }
    }
}
