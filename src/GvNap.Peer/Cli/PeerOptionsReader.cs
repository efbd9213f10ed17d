using System.Globalization;
using GvNap.Peer.IndexClient;
using GvNap.Peer.State;
using GvNap.Protocol;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Cli;

/// <summary>Makes a peer's options of what was given and the defaults.</summary>
internal static class PeerOptionsReader
{
    /// <summary>Reads them.</summary>
    /// <param name="options">The command line's options.</param>
    /// <param name="settings">What was given.</param>
    /// <param name="workingDirectory">The default of both folders.</param>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    public static PeerOptions Read(GlobalOptions options, Settings settings, string workingDirectory)
    {
        var name = ReadName(settings.Find(options.Name));
        var share = settings.Find(options.Share);
        var port = settings.Find(options.Port);
        return new PeerOptions
        {
            Name = name,
            ShareFolder = FullPath(share, workingDirectory),
            ShareAll = share is not null,
            Downloads = FullPath(settings.Find(options.Downloads), workingDirectory),
            Port = ReadPort(port),
            PortIsPreference = port is null,
            Advertised = ReadAdvertised(settings.FindAll(options.Advertise)),
            Index = ReadIndex(settings.Find(options.Index)),
            StateFolder = settings.Find(options.State) is { } state ? Path.GetFullPath(state.Value, workingDirectory) : StateFolder.DefaultPath(name),
            LeaveWithServer = settings.IsSet(options.LeaveWithServer),
            Limits = ReadLimits(settings.FindAll(options.Limit)),
        };
    }

    private static string ReadName(Setting? setting)
    {
        if (setting is null)
        {
            return LoginName.Current();
        }

        return UserName.IsValid(setting.Value) ? setting.Value : throw setting.Wrong("is not a user name: 1 to 32 of A-Za-z0-9._-");
    }

    private static string FullPath(Setting? setting, string workingDirectory)
    {
        if (setting is null)
        {
            return workingDirectory;
        }

        return setting.Value.Length > 0 && !setting.Value.Contains('\0') ? Path.GetFullPath(setting.Value, workingDirectory) : throw setting.Wrong("is not a folder");
    }

    private static int ReadPort(Setting? setting)
    {
        if (setting is null)
        {
            return ProtocolLimits.FilePort;
        }

        return int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw setting.Wrong("is not a port: 1 to 65535, or 0 for any free one");
    }

    private static IReadOnlyList<Endpoint> ReadAdvertised(IReadOnlyList<Setting> settings)
    {
        if (settings.Count > ProtocolLimits.AdvertisedEndpoints)
        {
            throw new UsageException($"{settings[0].Origin}: at most {ProtocolLimits.AdvertisedEndpoints} endpoints can be advertised");
        }

        return [.. settings.Select(setting => AdvertisedEndpoint.TryParse(setting.Value, out var endpoint) ? endpoint : throw setting.Wrong("is not HOST or HOST:PORT"))];
    }

    private static IReadOnlyList<IndexAddress> ReadIndex(Setting? setting)
    {
        if (setting is null)
        {
            return [];
        }

        return IndexAddress.TryParseList(setting.Value, out var addresses) ? addresses : throw setting.Wrong("is not HOST:PORT, or several with commas between them");
    }

    private static PeerLimits ReadLimits(IReadOnlyList<Setting> settings)
    {
        var limits = new PeerLimits();
        foreach (var setting in settings)
        {
            if (LimitOption.Apply(setting.Value, ref limits) is { } problem)
            {
                throw new UsageException($"{setting.Origin}: {problem}");
            }
        }

        return limits;
    }
}
