// A stand-in for the kubelet, behind a real API server. It has no containers: logs are files, a port of a pod is a port of this machine, commands are
// local programs. What goes over the wire is the kubelet's own: the handlers of exec and port-forward (k8s.io/kubelet) and the reader of log files
// (k8s.io/cri-client).
//
//	kubelet certs FOLDER                 writes a certificate authority and what the servers of the tests need, then ends
//	kubelet serve FOLDER                 serves with those certificates; prints {"port": …, "control": …}
//
// The tests say over the control port (plain HTTP on the loopback address) which pods there are:
//
//	PUT    /pods/NAMESPACE/NAME          {"ports": {"15000": 40001}, "containers": {"app": {"running": true, "restarts": 0, "commands": {"ls": "/bin/ls"}}}}
//	DELETE /pods/NAMESPACE/NAME          the pod dies: its streams break
//	POST   /cut/NAMESPACE/NAME, /cut     breaks the streams of a pod, or all; the pod lives on
//	GET    /seen                         the requests so far, a list of "METHOD path?query protocol"
//
// The log of a container is FOLDER/logs/NAMESPACE_POD/CONTAINER/RESTARTS.log in the format of the container runtime interface.
package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	remotecommandconsts "k8s.io/apimachinery/pkg/util/remotecommand"
	"k8s.io/client-go/tools/remotecommand"
	internalapi "k8s.io/cri-api/pkg/apis"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/cri-client/pkg/logs"
	"k8s.io/kubelet/pkg/cri/streaming/portforward"
	remotecommandserver "k8s.io/kubelet/pkg/cri/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

type container struct {
	Running  bool              `json:"running"`
	Restarts int               `json:"restarts"`
	Commands map[string]string `json:"commands"`
}

type pod struct {
	Ports      map[string]int       `json:"ports"`
	Containers map[string]container `json:"containers"`
}

type kubelet struct {
	folder string
	mutex  sync.Mutex
	pods   map[string]pod
	// Connections by the pod that they were last asked for.
	open map[net.Conn]string
	seen []string
}

type connectionKey struct{}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: kubelet certs|serve FOLDER")
	}
	var err error
	switch os.Args[1] {
	case "certs":
		err = writeCertificates(os.Args[2])
	case "serve":
		err = serve(os.Args[2])
	default:
		err = fmt.Errorf("unknown command %s", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}

func serve(folder string) error {
	k := &kubelet{folder: folder, pods: map[string]pod{}, open: map[net.Conn]string{}, seen: []string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", k.logs)
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", k.exec)
	mux.HandleFunc("/portForward/{namespace}/{pod}", k.portForward)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			k.note(r)
			mux.ServeHTTP(w, r)
		}),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, c)
		},
		ConnState: func(c net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				k.mutex.Lock()
				delete(k.open, c)
				k.mutex.Unlock()
			}
		},
	}
	control := http.NewServeMux()
	control.HandleFunc("PUT /pods/{namespace}/{pod}", k.put)
	control.HandleFunc("DELETE /pods/{namespace}/{pod}", k.remove)
	control.HandleFunc("POST /cut/{namespace}/{pod}", func(w http.ResponseWriter, r *http.Request) { k.cut(name(r)) })
	control.HandleFunc("POST /cut", func(w http.ResponseWriter, r *http.Request) { k.cut("") })
	control.HandleFunc("GET /seen", k.tell)
	controlListener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { log.Fatal(http.Serve(controlListener, control)) }()
	fmt.Printf("{\"port\": %d, \"control\": %d}\n", port(listener), port(controlListener))
	return server.ServeTLS(listener, filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key"))
}

func port(listener net.Listener) int { return listener.Addr().(*net.TCPAddr).Port }

func name(r *http.Request) string { return r.PathValue("namespace") + "/" + r.PathValue("pod") }

func (k *kubelet) note(r *http.Request) {
	protocol := strings.Join(r.Header.Values("Sec-WebSocket-Protocol"), ",")
	if protocol == "" {
		protocol = r.Header.Get("Upgrade")
	}
	k.mutex.Lock()
	k.seen = append(k.seen, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), protocol)))
	k.mutex.Unlock()
}

func (k *kubelet) tell(w http.ResponseWriter, _ *http.Request) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	_ = json.NewEncoder(w).Encode(k.seen)
}

func (k *kubelet) put(w http.ResponseWriter, r *http.Request) {
	var p pod
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	k.mutex.Lock()
	k.pods[name(r)] = p
	k.mutex.Unlock()
}

func (k *kubelet) remove(_ http.ResponseWriter, r *http.Request) {
	k.mutex.Lock()
	delete(k.pods, name(r))
	k.mutex.Unlock()
	k.cut(name(r))
}

// Closes the connections of a pod, or all if it is "".
func (k *kubelet) cut(pod string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for connection, of := range k.open {
		if pod == "" || of == pod {
			_ = connection.Close()
			delete(k.open, connection)
		}
	}
}

// The pod that a request names. Its connection counts as the pod's from now on.
func (k *kubelet) find(w http.ResponseWriter, r *http.Request) (pod, bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	p, ok := k.pods[name(r)]
	if !ok {
		http.Error(w, "pod does not exist", http.StatusNotFound)
		return p, false
	}
	if connection, is := r.Context().Value(connectionKey{}).(net.Conn); is {
		k.open[connection] = name(r)
	}
	return p, true
}

// runtimeService answers the one question that the reader of log files asks: whether a container still runs.
type runtimeService struct {
	internalapi.RuntimeService
	running func(id string) bool
}

func (s runtimeService) ContainerStatus(_ context.Context, id string, _ bool) (*runtimeapi.ContainerStatusResponse, error) {
	state := runtimeapi.ContainerState_CONTAINER_EXITED
	if s.running(id) {
		state = runtimeapi.ContainerState_CONTAINER_RUNNING
	}
	return &runtimeapi.ContainerStatusResponse{Status: &runtimeapi.ContainerStatus{State: state}}, nil
}

func (k *kubelet) logs(w http.ResponseWriter, r *http.Request) {
	p, ok := k.find(w, r)
	if !ok {
		return
	}
	containerName := r.PathValue("container")
	c, ok := p.Containers[containerName]
	if !ok {
		http.Error(w, fmt.Sprintf("container %q not found in pod %q", containerName, r.PathValue("pod")), http.StatusNotFound)
		return
	}
	options, err := logOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	restarts := c.Restarts
	if options.Previous {
		restarts--
	}
	file := filepath.Join(k.folder, "logs", r.PathValue("namespace")+"_"+r.PathValue("pod"), containerName, strconv.Itoa(restarts)+".log")
	if options.Previous && restarts < 0 {
		http.Error(w, fmt.Sprintf("previous terminated container %q in pod %q not found", containerName, r.PathValue("pod")), http.StatusBadRequest)
		return
	}
	out := flushing{w}
	_, _ = out.Write(nil)
	id := strconv.Itoa(restarts)
	running := runtimeService{running: func(id string) bool {
		k.mutex.Lock()
		defer k.mutex.Unlock()
		now := k.pods[name(r)].Containers[containerName]
		return now.Running && strconv.Itoa(now.Restarts) == id
	}}
	if err := logs.ReadLogs(r.Context(), nil, file, id, logs.NewLogOptions(options, time.Now()), running, out, out); err != nil {
		_, _ = fmt.Fprintln(out, err)
	}
}

type flushing struct{ http.ResponseWriter }

func (f flushing) Write(bytes []byte) (int, error) {
	n, err := f.ResponseWriter.Write(bytes)
	f.ResponseWriter.(http.Flusher).Flush()
	return n, err
}

func logOptions(r *http.Request) (*v1.PodLogOptions, error) {
	query := r.URL.Query()
	options := &v1.PodLogOptions{
		Follow:     query.Get("follow") == "true",
		Timestamps: query.Get("timestamps") == "true",
		Previous:   query.Get("previous") == "true",
	}
	for name, field := range map[string]**int64{
		"tailLines": &options.TailLines, "sinceSeconds": &options.SinceSeconds, "limitBytes": &options.LimitBytes,
	} {
		if text := query.Get(name); text != "" {
			value, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return nil, err
			}
			*field = &value
		}
	}
	if text := query.Get("sinceTime"); text != "" {
		value, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, err
		}
		options.SinceTime = &metav1.Time{Time: value}
	}
	return options, nil
}

func (k *kubelet) exec(w http.ResponseWriter, r *http.Request) {
	p, ok := k.find(w, r)
	if !ok {
		return
	}
	c, ok := p.Containers[r.PathValue("container")]
	if !ok || !c.Running {
		http.Error(w, fmt.Sprintf("container not found (%q)", r.PathValue("container")), http.StatusNotFound)
		return
	}
	options, err := remotecommandserver.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	remotecommandserver.ServeExec(w, r, executor{p, c}, r.PathValue("pod"), "", r.PathValue("container"), r.URL.Query()["command"], options,
		4*time.Hour, remotecommandconsts.DefaultStreamCreationTimeout, remotecommandconsts.SupportedStreamingProtocols)
}

type executor struct {
	pod       pod
	container container
}

func (e executor) ExecInContainer(ctx context.Context, _ string, _ types.UID, _ string, command []string, in io.Reader, out, errors io.WriteCloser, _ bool, _ <-chan remotecommand.TerminalSize, _ time.Duration) error {
	if len(command) >= 4 && command[0] == "pilot-agent" && command[1] == "request" {
		return e.pilotAgent(command[2], command[3], strings.Join(command[4:], ""), out, errors)
	}
	path, ok := e.container.Commands[command[0]]
	if !ok {
		return fmt.Errorf("failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: "+
			"exec: %q: executable file not found in $PATH: unknown", command[0])
	}
	run := exec.CommandContext(ctx, path, command[1:]...)
	run.Stdin = in
	// Interfaces that hold no value are no writers: left out, they are discarded.
	if out != nil {
		run.Stdout = out
	}
	if errors != nil {
		run.Stderr = errors
	}
	err := run.Run()
	if exit, is := err.(*exec.ExitError); is {
		return utilexec.CodeExitError{Err: exit, Code: exit.ExitCode()}
	}
	return err
}

// pilotAgent is istio-proxy's `pilot-agent request METHOD PATH [BODY]`: a request to the admin interface of the pod's Envoy.
func (e executor) pilotAgent(method, path, body string, out, errors io.WriteCloser) error {
	fail := func(err error) error {
		if errors != nil {
			_, _ = fmt.Fprintf(errors, "Error: failed to execute command on envoy: %v\n", err)
		}
		return utilexec.CodeExitError{Err: err, Code: 255}
	}
	request, err := http.NewRequest(method, fmt.Sprintf("http://127.0.0.1:%d/%s", e.pod.Ports["15000"], strings.TrimPrefix(path, "/")), bytes.NewBufferString(body))
	if err != nil {
		return fail(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fail(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return fail(fmt.Errorf("received unsuccessful status code %d", response.StatusCode))
	}
	_, err = io.Copy(out, response.Body)
	return err
}

func (k *kubelet) portForward(w http.ResponseWriter, r *http.Request) {
	p, ok := k.find(w, r)
	if !ok {
		return
	}
	options, err := portforward.NewV4Options(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	portforward.ServePortForward(w, r, forwarder{p}, r.PathValue("pod"), "", options, 4*time.Hour, remotecommandconsts.DefaultStreamCreationTimeout, portforward.SupportedProtocols)
}

type forwarder struct{ pod pod }

func (f forwarder) PortForward(_ context.Context, _ string, _ types.UID, port int32, stream io.ReadWriteCloser) error {
	defer stream.Close()
	local := f.pod.Ports[strconv.Itoa(int(port))]
	connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", local))
	if local == 0 || err != nil {
		return fmt.Errorf("failed to execute portforward in network namespace \"/var/run/netns/cni\": failed to connect to localhost:%d inside namespace "+
			"\"cni\", IPv4: dial tcp4 127.0.0.1:%d: connect: connection refused", port, port)
	}
	defer connection.Close()
	done := make(chan error, 2)
	go func() {
		_, err := io.Copy(connection, stream)
		_ = connection.(*net.TCPConn).CloseWrite()
		if err != nil {
			done <- err
		}
	}()
	go func() {
		_, err := io.Copy(stream, connection)
		done <- err
	}()
	return <-done
}

// ca.crt, ca.key; server.crt, server.key (the API server, the kubelet and the webhooks); client.crt, client.key (the user `cert-admin` in
// `system:masters`); sa.key, sa.pub for service account tokens.
func writeCertificates(folder string) error {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := func(common string, organization []string) *x509.Certificate {
		serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
		return &x509.Certificate{
			SerialNumber: serial,
			Subject:      pkix.Name{CommonName: common, Organization: organization},
			NotBefore:    time.Now().Add(-time.Hour),
			NotAfter:     time.Now().Add(365 * 24 * time.Hour),
			KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		}
	}
	authority := template("test authority", nil)
	authority.IsCA = true
	authority.BasicConstraintsValid = true
	authority.KeyUsage |= x509.KeyUsageCertSign
	write := func(name, kind string, der []byte) error {
		return os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
	}
	writePair := func(name string, certificate *x509.Certificate) error {
		key := authorityKey
		if !certificate.IsCA {
			if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
				return err
			}
		}
		der, err := x509.CreateCertificate(rand.Reader, certificate, authority, &key.PublicKey, authorityKey)
		if err != nil {
			return err
		}
		keyDer, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		if err := write(name+".crt", "CERTIFICATE", der); err != nil {
			return err
		}
		return write(name+".key", "PRIVATE KEY", keyDer)
	}
	if err := writePair("ca", authority); err != nil {
		return err
	}
	server := template("server", nil)
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 0, 0, 1)}
	server.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "aeraki.istio-system.svc", "istiod.istio-system.svc"}
	if err := writePair("server", server); err != nil {
		return err
	}
	client := template("cert-admin", []string{"system:masters"})
	client.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if err := writePair("client", client); err != nil {
		return err
	}
	accounts, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	accountsKey, err := x509.MarshalPKCS8PrivateKey(accounts)
	if err != nil {
		return err
	}
	if err := write("sa.key", "PRIVATE KEY", accountsKey); err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&accounts.PublicKey)
	if err != nil {
		return err
	}
	return write("sa.pub", "PUBLIC KEY", public)
}
