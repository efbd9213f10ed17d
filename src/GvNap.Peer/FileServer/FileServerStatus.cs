namespace GvNap.Peer.FileServer;

/// <summary>What the file server is doing.</summary>
/// <param name="Connections">Open connections.</param>
/// <param name="Uploads">Upload slots taken.</param>
/// <param name="Waiting">Those that wait for a slot.</param>
/// <param name="BytesSent">File bytes sent since the start.</param>
public sealed record FileServerStatus(int Connections, int Uploads, int Waiting, long BytesSent);
