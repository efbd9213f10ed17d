using System.Diagnostics;
using System.Security.Cryptography;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Benchmarks.Measuring;

/// <summary>A folder with one file of random bytes, an index server, and sources that share the file.</summary>
internal sealed class SampleShare : IAsyncDisposable
{
    private readonly List<MeasuredProcess> _processes = [];
    private readonly long _size;

    private SampleShare(long size) => _size = size;

    /// <summary>Where all of it lies.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("gvnap-bench-").FullName;

    /// <summary>The folder that is shared.</summary>
    public string Share => Path.Combine(Folder, "share");

    /// <summary>The folder that gets what is downloaded; made by whoever downloads.</summary>
    public string Downloads => Path.Combine(Folder, "downloads");

    /// <summary>The file, once it is downloaded.</summary>
    public string Downloaded => Path.Combine(Downloads, "film.bin");

    /// <summary>What was started, in that order.</summary>
    public IReadOnlyList<MeasuredProcess> Processes => _processes;

    /// <summary>The index server's port.</summary>
    public int IndexPort { get; } = ReservedPort.Next();

    /// <summary>The content id of the file.</summary>
    public ContentId Content { get; private set; }

    /// <summary>What was started last.</summary>
    public MeasuredProcess Last => _processes[^1];

    /// <summary>Writes the file, <c>film.bin</c>, and starts the index server.</summary>
    public static async Task<SampleShare> CreateAsync(long size)
    {
        var sample = new SampleShare(size);
        Directory.CreateDirectory(sample.Share);
        await sample.WriteAsync();
        sample._processes.Add(MeasuredProcess.StartProgram("gvnap-index", "--listen", "127.0.0.1", "--port", $"{sample.IndexPort}"));
        await MeasuredProcess.WaitForPortAsync(sample.IndexPort);
        return sample;
    }

    /// <summary>Starts a source, and waits until it shares the file.</summary>
    /// <returns>Its file port.</returns>
    public async Task<int> StartSourceAsync(string name, params string[] limits)
    {
        var port = ReservedPort.Next();
        string[] arguments =
        [
            "serve", "--name", name, "--share", Share, "--state", Path.Combine(Folder, name), "--port", $"{port}", "--index", $"127.0.0.1:{IndexPort}",
        ];
        _processes.Add(MeasuredProcess.StartProgram("gvnap", [.. arguments, .. limits.SelectMany(limit => new[] { "--limit", limit })]));
        await using var client = await IndexClient.ConnectAsync(IndexPort);
        var find = new FindSources { Root = Google.Protobuf.ByteString.CopyFrom(Content.Root.ToBytes()), Size = (ulong)_size };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            var reply = await client.RequestAsync(new Envelope { FindSources = find });
            if (reply.SourcePage.Sources.Any(source => source.User == name))
            {
                return port;
            }
        }
        while (await timer.WaitForNextTickAsync());
        return port;
    }

    /// <summary>Starts nginx on the folder.</summary>
    /// <returns>Its port.</returns>
    public async Task<int> StartNginxAsync()
    {
        var port = ReservedPort.Next();
        _processes.Add(await Nginx.StartAsync(Folder, Share, port));
        return port;
    }

    /// <summary>Starts <c>gvnap get</c> of the file.</summary>
    public MeasuredProcess StartGet(string name) => MeasuredProcess.StartProgram(
        "gvnap", "get", $"{Content}", "--json", "--index", $"127.0.0.1:{IndexPort}", "--downloads", Downloads, "--state", Path.Combine(Folder, name));

    /// <summary>Measures a command that downloads the file, which is gone afterwards.</summary>
    /// <returns>MB/s.</returns>
    public async Task<double> MeasureAsync(Func<MeasuredProcess> start)
    {
        Directory.CreateDirectory(Downloads);
        var watch = Stopwatch.StartNew();
        await MeasuredProcess.RunAsync(start());
        var rate = _size / 1e6 / watch.Elapsed.TotalSeconds;
        if (new FileInfo(Downloaded).Length != _size)
        {
            throw new InvalidOperationException($"'{Downloaded}' is not whole.");
        }

        File.Delete(Downloaded);
        return rate;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task WriteAsync()
    {
        await using var file = File.Create(Path.Combine(Share, "film.bin"));
        var block = new byte[1 << 20];
        for (var written = 0L; written < _size; written += block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block);
        }

        file.Flush(flushToDisk: true);
        file.Position = 0;
        Content = (await ContentHasher.HashAsync(file, _size, bytesHashed: null, CancellationToken.None)).Content;
    }
}
